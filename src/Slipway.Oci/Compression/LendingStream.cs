namespace Slipway.Oci.Compression;

/// <summary>
/// A source of bytes that hands them out where they lie: <see cref="Lend"/> saves the copy that <see cref="Read"/> makes. Both may be used in turn; neither
/// gives a byte twice.
/// </summary>
public abstract class LendingStream : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _rest;

    /// <summary>The next bytes, as many as lie together; empty at the end. Valid until the next call of this or of <see cref="Read"/>.</summary>
    public ReadOnlyMemory<byte> Lend()
    {
        ReadOnlyMemory<byte> data = _rest.IsEmpty ? Next() : _rest;
        _rest = default;
        return data;
    }

    /// <inheritdoc/>
    public sealed override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        if (_rest.IsEmpty) _rest = Next();
        int count = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    /// <summary>As <see cref="Lend"/>; what was handed out before is done with. Called again after the end, it is the end again.</summary>
    protected abstract ReadOnlyMemory<byte> Next();
}
