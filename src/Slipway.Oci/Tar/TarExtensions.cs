namespace Slipway.Oci.Tar;

/// <summary>What the headers before an entry's own header say about it. A later one of the same kind replaces an earlier.</summary>
internal struct TarExtensions
{
    public PaxHeader? Pax;
    public ReadOnlyMemory<byte>? LongName;
    public ReadOnlyMemory<byte>? LongLink;

    public readonly bool IsEmpty => Pax is null && LongName is null && LongLink is null;
}
