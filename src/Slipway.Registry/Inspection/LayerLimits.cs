namespace Slipway.Registry.Inspection;

/// <summary>How large a layer may be once it is unpacked; both are far above any honest image.</summary>
/// <param name="MaxUnpackedBytes">Bytes of the tar inside.</param>
/// <param name="MaxEntries">Files, directories and links in it.</param>
public sealed record LayerLimits(long MaxUnpackedBytes, long MaxEntries)
{
    public static LayerLimits Default { get; } = new(64L << 30, 4_000_000);
}
