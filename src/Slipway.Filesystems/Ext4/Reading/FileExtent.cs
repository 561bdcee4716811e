namespace Slipway.Filesystems.Ext4.Reading;

/// <summary>A run of file blocks that have a place on the device and were written.</summary>
/// <param name="Logical">First block within the file.</param>
/// <param name="Length">Blocks, 1 to 32768.</param>
/// <param name="Physical">First block on the device.</param>
internal readonly record struct FileExtent(uint Logical, uint Length, ulong Physical)
{
    public ulong LogicalEnd => (ulong)Logical + Length;
}
