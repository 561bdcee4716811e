namespace Slipway.Filesystems.Blocks;

/// <summary>A run of file blocks that lie together on the device.</summary>
/// <param name="Logical">First block within the file.</param>
/// <param name="Physical">First block on the device.</param>
/// <param name="Length">Blocks, 1 to <see cref="MaximumLength"/>; 0 only as "no extent".</param>
internal readonly record struct Extent(uint Logical, uint Physical, uint Length)
{
    /// <summary>EXT_INIT_MAX_LEN: a longer length would mean "allocated but not written".</summary>
    public const uint MaximumLength = 32768;

    public uint LogicalEnd => Logical + Length;

    public uint PhysicalEnd => Physical + Length;
}
