using Slipway.Filesystems;

namespace Slipway.Images.Conversion;

/// <summary>How overlayfs knows what a layer hides (linux: Documentation/filesystems/overlayfs.rst).</summary>
internal static class OverlayForm
{
    /// <summary>Of a directory with nothing of the layers below it.</summary>
    public static ReadOnlySpan<byte> OpaqueName => "trusted.overlay.opaque"u8;

    public static ReadOnlySpan<byte> OpaqueValue => "y"u8;

    /// <summary>The character device 0:0 stands for a name that is not there.</summary>
    public static bool IsWhiteout(in InodeStat stat) => stat is { Type: InodeType.CharacterDevice, Major: 0, Minor: 0 };

    public static bool IsOpaque(IFilesystemReader tree, Inode directory)
    {
        foreach (var (name, value) in tree.XattrsOf(directory))
        {
            if (name.Span.SequenceEqual(OpaqueName) && value.Span.SequenceEqual(OpaqueValue))
                return true;
        }

        return false;
    }
}
