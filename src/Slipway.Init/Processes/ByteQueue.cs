using System.Buffers;

namespace Slipway.Init.Processes;

/// <summary>Bytes that wait to be written somewhere: appended behind, taken in front. Grows as needed; its users bound it.</summary>
internal sealed class ByteQueue : IBufferWriter<byte>
{
    private const int FirstBytes = 4096;
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>How many bytes wait.</summary>
    public int Length => _end - _start;

    /// <summary>The bytes that wait; valid until the next change.</summary>
    public ReadOnlySpan<byte> Waiting => _buffer.AsSpan(_start, Length);

    /// <summary>Takes bytes away in front.</summary>
    public void Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length);
        _start += count;
        if (_start == _end)
            _start = _end = 0;
    }

    public void Clear() => _start = _end = 0;

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _buffer.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private void Reserve(int count)
    {
        if (_buffer.Length - _end >= count)
            return;
        var length = Length;
        var target = length + count <= _buffer.Length ? _buffer : new byte[Math.Max(FirstBytes, Math.Max(length + count, _buffer.Length * 2))];
        _buffer.AsSpan(_start, length).CopyTo(target);
        _buffer = target;
        (_start, _end) = (0, length);
    }
}
