using Slipway.Filesystems;

namespace Slipway.Images.Rootfs;

/// <summary>One entry on a <see cref="RootfsWalk"/>.</summary>
/// <param name="Entry">It.</param>
/// <param name="Stat">What its layer says of it.</param>
/// <param name="Path">Names with "/" between them; empty for the root.</param>
/// <param name="Depth">How many names those are.</param>
/// <param name="Described">What to say of a directory in place of its layer; null for others.</param>
internal readonly record struct RootfsVisit(OverlayEntry Entry, InodeStat Stat, byte[] Path, int Depth, RootfsDirectory? Described)
{
    /// <summary>The last of its names.</summary>
    public ReadOnlySpan<byte> Name => Path.AsSpan(Path.AsSpan().LastIndexOf((byte)'/') + 1);

    /// <summary>Names its inode among all layers.</summary>
    public (int Layer, Inode Inode) Inode => (Entry.Layer, Entry.Inode);
}
