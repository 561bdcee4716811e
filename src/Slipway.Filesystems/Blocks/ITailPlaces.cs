using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Blocks;

/// <summary>Where a format may put the end of a file, in place of a block of its own.</summary>
internal interface ITailPlaces
{
    /// <summary>Takes the last bytes of a file, which do not fill a block; false when they have to have one.</summary>
    bool TryPlace(uint number, ref InodeRecord file, ReadOnlySpan<byte> tail);
}
