using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Registry.Conformance.Probing;

/// <summary>
/// One TCP connection on which HTTP/1.1 is written by hand, for what HttpClient would repair or hide: paths as they are, chunks, 100 Continue, bodies
/// where none may be. For targets of plain http. Disposed by the test.
/// </summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private const int MaxHeadBytes = 65536;

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly string _authority;
    private readonly string? _authorization;

    private RawConnection(TcpClient client, string authority, string? authorization)
    {
        _client = client;
        _stream = client.GetStream();
        _authority = authority;
        _authorization = authorization;
    }

    /// <summary>The head of the last answer, as it came.</summary>
    public string Head { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Connects to the probe's target; requests are sent as its user, who may pull and push in <paramref name="repository"/>.</summary>
    public static async Task<RawConnection> OpenAsync(RegistryProbe probe, string repository)
    {
        Assert.SkipUnless(probe.Target.Base.Scheme == Uri.UriSchemeHttp, "raw cases speak plain http");
        var authorization = await probe.AuthorizationAsync(repository);
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(probe.Target.Base.Host, probe.Target.Base.Port, Token);
            return new RawConnection(client, probe.Target.Base.Authority, authorization);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request line and headers; Host, Authorization and <c>Connection: close</c> are added.</summary>
    public ValueTask SendHeadAsync(string methodAndTarget, params string[] headers)
    {
        var head = new StringBuilder($"{methodAndTarget} HTTP/1.1\r\nHost: {_authority}\r\nConnection: close\r\n");
        if (_authorization is not null)
            head.Append(CultureInfo.InvariantCulture, $"Authorization: {_authorization}\r\n");
        foreach (var header in headers)
            head.Append(header).Append("\r\n");
        return SendAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()));
    }

    /// <summary>Sends bytes as they are.</summary>
    public ValueTask SendAsync(byte[] bytes) => _stream.WriteAsync(bytes, Token);

    /// <summary>Sends a piece of a chunked body (RFC 9112 §7.1); an empty one ends it.</summary>
    public async Task SendChunkAsync(byte[] bytes)
    {
        await SendAsync(Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"));
        await SendAsync([.. bytes, (byte)'\r', (byte)'\n']);
    }

    /// <summary>Sends bytes to a server that may hang up before it has them all.</summary>
    public async Task TrySendAsync(byte[] bytes)
    {
        try
        {
            await SendAsync(bytes);
        }
        catch (IOException)
        {
            // It hung up; what it answered before is still to be read.
        }
    }

    /// <summary>Reads the head of an answer, of 100 Continue too, and returns its status; 0 when the server hung up without one.</summary>
    public async Task<int> ReadHeadAsync()
    {
        var head = new List<byte>();
        var next = new byte[1];
        while (!EndsHead(head) && head.Count < MaxHeadBytes && await _stream.ReadAsync(next, Token) == 1)
            head.Add(next[0]);
        Head = Encoding.Latin1.GetString([.. head]);
        return Head.Split(' ') is [_, var status, ..] ? int.Parse(status.AsSpan(0, 3), CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Every byte until the server closes the connection.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var rest = new MemoryStream();
        await _stream.CopyToAsync(rest, Token);
        return rest.ToArray();
    }

    /// <summary>A header of <see cref="Head"/>, or null.</summary>
    public string? Header(string name) => Head.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }

    private static bool EndsHead(List<byte> head) => head is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'];
}
