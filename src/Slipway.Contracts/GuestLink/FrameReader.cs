namespace Slipway.Contracts.GuestLink;

/// <summary>
/// Cuts a byte stream into frames. Does no I/O and knows no clock, so an event loop and asynchronous code use it alike: put received bytes into
/// <see cref="GetMemory"/>, say how many with <see cref="Advance"/>, then call <see cref="Read"/> until it wants more.
/// </summary>
/// <remarks>It begins by hunting for a <see cref="LinkPreamble"/>; everything before is discarded, and the first frame after must be a Hello. A
/// preamble between two frames is the beginning of another conversation; after a violation it hunts again. Memory is bounded: one buffer of <see cref="BufferBytes"/>. Not thread safe.</remarks>
public sealed class FrameReader
{
    /// <summary>Room for the longest frame and as much again, so that large frames need few moves.</summary>
    public const int BufferBytes = 2 * LinkLimits.MaxPayloadBytes;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;
    private bool _hunting = true;
    private bool _expectHello;

    /// <summary>What the last <see cref="FrameReadStatus.Violation"/> was, in words.</summary>
    public string? Violation { get; private set; }

    /// <summary>Bytes thrown away while hunting, since the reader was made.</summary>
    public long DiscardedBytes { get; private set; }

    /// <summary>No preamble has been seen since the start, the last <see cref="Reset"/> or the last violation.</summary>
    public bool IsHunting => _hunting;

    /// <summary>Where to put received bytes: never empty once <see cref="Read"/> has asked for more. Frames read before become invalid.</summary>
    public Memory<byte> GetMemory()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Says how many bytes were put into <see cref="GetMemory"/>.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
    }

    /// <summary>Forgets everything received and hunts: the carrier was cut.</summary>
    public void Reset()
    {
        _start = _end = 0;
        _hunting = true;
    }

    /// <summary>Takes the next frame out of what was received.</summary>
    public FrameReadStatus Read(out Frame frame)
    {
        frame = default;
        if (_hunting && !TryFindPreamble())
            return FrameReadStatus.NeedMoreData;
        // A peer may repeat the preamble; a Hello begins with stream 0, so one byte tells them apart.
        while (_expectHello && _start < _end && _buffer[_start] == LinkPreamble.Bytes[0])
        {
            _hunting = true;
            _expectHello = false;
            if (!TryFindPreamble())
                return FrameReadStatus.NeedMoreData;
        }

        var available = _buffer.AsMemory(_start, _end - _start);
        if (available.Length < FrameHeader.Size)
            return FrameReadStatus.NeedMoreData;
        // A new host may begin where the old one's next frame would. No header can be taken for this one.
        if (!_expectHello && LinkPreamble.Bytes.StartsWith(available.Span[..Math.Min(available.Length, LinkPreamble.Length)]))
        {
            if (available.Length < LinkPreamble.Length)
                return FrameReadStatus.NeedMoreData;
            _hunting = true;
            return Read(out frame);
        }

        var fault = FrameHeader.Parse(available.Span, out var header);
        if (fault is null && _expectHello != (header.Kind == FrameKind.Hello))
            fault = _expectHello ? $"a frame of kind {header.Kind} came before Hello" : "a second Hello without a preamble";
        if (fault is not null)
            return Fail(fault);
        if (available.Length < FrameHeader.Size + header.Length)
            return FrameReadStatus.NeedMoreData;
        frame = new Frame(header.Stream, header.Kind, header.Channel, available.Slice(FrameHeader.Size, header.Length));
        _start += FrameHeader.Size + header.Length;
        _expectHello = false;
        return FrameReadStatus.Frame;
    }

    private FrameReadStatus Fail(string fault)
    {
        Violation = fault;
        _hunting = true;
        return FrameReadStatus.Violation;
    }

    private bool TryFindPreamble()
    {
        var received = _buffer.AsSpan(_start, _end - _start);
        var at = received.IndexOf(LinkPreamble.Bytes);
        if (at >= 0)
        {
            DiscardedBytes += at;
            _start += at + LinkPreamble.Length;
            _hunting = false;
            _expectHello = true;
            return true;
        }

        // The tail may be the beginning of a preamble whose rest has not come yet.
        var discard = Math.Max(0, received.Length - (LinkPreamble.Length - 1));
        DiscardedBytes += discard;
        _start += discard;
        return false;
    }
}
