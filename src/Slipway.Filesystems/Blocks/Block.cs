namespace Slipway.Filesystems.Blocks;

/// <summary>The unit of every filesystem written here, that of a page of memory: it can be mapped as it lies on the device.</summary>
internal static class Block
{
    public const int Bits = 12;
    public const int SizeBytes = 1 << Bits;

    /// <summary>Blocks that hold so many bytes.</summary>
    public static uint CountFor(long bytes) => (uint)((bytes + SizeBytes - 1) >> Bits);
}
