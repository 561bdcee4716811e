using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Bench.Registry;

/// <summary>
/// One HTTP/1.1 connection that costs the machine as little as can be: requests are bytes made before, answers are read with blocking calls into one
/// buffer and dropped. One thread at a time.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private const int BufferBytes = 256 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _headerLength;

    public RawConnection(int port)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            _socket.ReceiveTimeout = _socket.SendTimeout = (int)s_patience.TotalMilliseconds;
            _socket.Connect(IPAddress.Loopback, port);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[_socket.Send(bytes)..];
    }

    /// <summary>Reads an answer to its end.</summary>
    /// <param name="status">What it must be.</param>
    /// <returns>Bytes of the body.</returns>
    /// <exception cref="InvalidDataException">It is another one.</exception>
    public long Receive(int status, bool hasBody = true)
    {
        var filled = ReceiveHeader();
        var header = _buffer.AsSpan(0, _headerLength);
        if (!Utf8Parser.TryParse(header[9..12], out int found, out _) || found != status)
            throw new InvalidDataException($"the answer is not {status}: {Encoding.ASCII.GetString(_buffer, 0, filled)}");
        if (!hasBody)
            return 0;
        return TryFind(header, "content-length: "u8, out var value) && Utf8Parser.TryParse(value, out long length, out _)
            ? Skip(length, filled - _headerLength)
            : SkipChunks(filled);
    }

    /// <summary>Path and query of the last answer's Location.</summary>
    public string Location()
    {
        if (!TryFind(_buffer.AsSpan(0, _headerLength), "location: "u8, out var value))
            throw new InvalidDataException("the answer has no Location.");
        var text = Encoding.ASCII.GetString(value);
        return text.StartsWith("http", StringComparison.Ordinal) ? new Uri(text).PathAndQuery : text;
    }

    public void Dispose() => _socket.Dispose();

    private int ReceiveHeader()
    {
        for (var filled = 0; ;)
        {
            filled += ReceiveSome(_buffer.AsSpan(filled));
            var end = _buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (end < 0)
                continue;
            _headerLength = end + 4;
            return filled;
        }
    }

    private long Skip(long length, long have)
    {
        while (have < length)
            have += ReceiveSome(_buffer.AsSpan(0, (int)Math.Min(_buffer.Length, length - have)));
        return have == length ? length : throw new InvalidDataException($"the body has {have} bytes instead of {length}.");
    }

    /// <summary>Only lists come in chunks: they fit into the buffer and have no text that looks like a last chunk.</summary>
    private long SkipChunks(int filled)
    {
        while (!_buffer.AsSpan(_headerLength, filled - _headerLength).EndsWith("0\r\n\r\n"u8))
            filled += ReceiveSome(_buffer.AsSpan(filled));
        return filled - _headerLength;
    }

    private int ReceiveSome(Span<byte> room)
    {
        if (room.IsEmpty)
            throw new InvalidDataException($"an answer's header or list has more than {BufferBytes} bytes.");
        var count = _socket.Receive(room);
        return count > 0 ? count : throw new EndOfStreamException("the registry closed the connection within an answer.");
    }

    /// <summary>The value of a header; names differ in case between servers.</summary>
    private static bool TryFind(ReadOnlySpan<byte> header, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        while (header.IndexOf("\r\n"u8) is > 0 and var end)
        {
            var line = header[..end];
            header = header[(end + 2)..];
            if (line.Length < name.Length || !Ascii.EqualsIgnoreCase(line[..name.Length], name))
                continue;
            value = line[name.Length..];
            return true;
        }

        return false;
    }
}
