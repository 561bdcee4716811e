using System.Net.Sockets;
using System.Text;

namespace Slipway.Vmm.Tests.Firecracker;

/// <summary>
/// HTTP over a Unix socket, in place of a Firecracker: keeps each request and answers as it is told. It stands in for the wire and for nothing else: what a real
/// Firecracker takes, its description and the contract tests say.
/// </summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    private const string NoContent = "HTTP/1.1 204 \r\nServer: Firecracker API\r\nConnection: keep-alive\r\n\r\n";

    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Func<string, string?> _answer;
    private readonly Task _serving;

    /// <param name="answer">From "METHOD /path" to a whole answer; null: 204. The version is answered as 1.16.1 unless it says otherwise.</param>
    public RecordingServer(Func<string, string?>? answer = null)
    {
        _answer = answer ?? (_ => null);
        _listener.Bind(new UnixDomainSocketEndPoint(_directory["api.sock"]));
        _listener.Listen();
        _serving = ServeAsync();
    }

    /// <summary>Each request as "METHOD /path BODY", in order.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The heads of the requests, as they came.</summary>
    public List<string> Heads { get; } = [];

    public static string Ok(string body) => $"HTTP/1.1 200 \r\nServer: Firecracker API\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    public static string BadRequest(string body) => Ok(body).Replace("200", "400", StringComparison.Ordinal);

    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_directory["api.sock"]), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
        _directory.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptAsync();
                await using var stream = new NetworkStream(connection);
                while (await ReadAsync(stream) is { } line)
                {
                    var reply = _answer(line) ?? (line == "GET /version" ? Ok("""{"firecracker_version": "1.16.1"}""") : NoContent);
                    if (reply.Length == 0)
                        break;
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(reply));
                }
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task<string?> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var buffer = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(buffer) == 0)
                return null;
            head.Append((char)buffer[0]);
        }

        var lines = head.ToString().Split("\r\n");
        var length = lines.FirstOrDefault(header => header.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))?["Content-Length: ".Length..];
        var body = new byte[length is null ? 0 : int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        var line = lines[0].Replace(" HTTP/1.1", "", StringComparison.Ordinal);
        Heads.Add(head.ToString());
        Requests.Add($"{line} {Encoding.UTF8.GetString(body)}".TrimEnd());
        return line;
    }
}
