namespace Slipway.Oci.Tar;

/// <summary>A tar archive is malformed, cut short, or crosses a bound of <see cref="TarLimits"/>.</summary>
public sealed class TarException : IOException
{
    internal TarException(TarPosition position, string problem)
        : base($"tar entry {position.EntryIndex} at byte {position.Offset}: {problem}")
    {
        EntryIndex = position.EntryIndex;
        Offset = position.Offset;
    }

    /// <summary>How many entries came before the faulty one.</summary>
    public long EntryIndex { get; }

    /// <summary>Byte offset of the faulty header, or of the place reading stopped, in the uncompressed stream.</summary>
    public long Offset { get; }
}
