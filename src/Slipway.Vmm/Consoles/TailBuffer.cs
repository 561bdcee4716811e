namespace Slipway.Vmm.Consoles;

/// <summary>The last bytes of what was written to it. Thread safe.</summary>
internal sealed class TailBuffer(int capacity)
{
    private readonly Lock _lock = new();
    private readonly byte[] _ring = new byte[capacity];
    private long _written;

    /// <summary>Adds bytes; what no longer fits goes, oldest first.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _written += bytes.Length;
            if (bytes.Length > capacity)
                bytes = bytes[^capacity..];
            var at = (int)((_written - bytes.Length) % capacity);
            var first = Math.Min(bytes.Length, capacity - at);
            bytes[..first].CopyTo(_ring.AsSpan(at));
            bytes[first..].CopyTo(_ring);
        }
    }

    /// <summary>Adds all that a stream has.</summary>
    public async Task FillAsync(Stream stream)
    {
        var buffer = new byte[1024];
        try
        {
            for (int count; (count = await stream.ReadAsync(buffer, CancellationToken.None)) > 0;)
                Append(buffer.AsSpan(0, count));
        }
        catch (IOException)
        {
            // Its writer was killed: the end, too.
        }
    }

    /// <summary>A copy of what is kept, oldest first.</summary>
    public byte[] ToArray()
    {
        lock (_lock)
        {
            if (_written <= capacity)
                return _ring.AsSpan(0, (int)_written).ToArray();
            var at = (int)(_written % capacity);
            return [.. _ring.AsSpan(at), .. _ring.AsSpan(0, at)];
        }
    }
}
