using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Oci.Tests.Registry;

/// <summary>An HTTP server on loopback that says exactly what a test wants, also what no decent server would. Remembers every request.</summary>
internal sealed class FakeServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<FakeRequest, FakeResponse> _answer;
    private readonly ConcurrentBag<TcpClient> _clients = [];

    public FakeServer(Func<FakeRequest, FakeResponse> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Authority => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public ConcurrentQueue<FakeRequest> Requests { get; } = [];

    /// <summary>What to answer to a request before its body was taken, or null to take it.</summary>
    public Func<FakeRequest, FakeResponse?> Refuse { get; init; } = static _ => null;

    /// <summary>After how many bytes of a request's body to break the line; null to take all.</summary>
    public Func<FakeRequest, int?> Cut { get; init; } = static _ => null;

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var client in _clients)
            client.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _clients.Add(client);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            if (await ReadRequestAsync(stream) is not { } request)
                return;
            Requests.Enqueue(request);
            var response = request.Refusal ?? _answer(request);
            if (request.IsCut)
                client.Dispose();
            if (request.IsCut || response.Silent)
                return;
            await stream.WriteAsync(Encoding.Latin1.GetBytes(Head(response)));
            await stream.WriteAsync(response.Body.AsMemory(0, Math.Min(response.CutAfter ?? int.MaxValue, response.Body.Length)));
            client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client has heard enough.
        }
    }

    private static string Head(FakeResponse response)
    {
        var head = new StringBuilder($"HTTP/1.1 {response.Status} x\r\nConnection: close\r\n");
        if (response.Length != -1)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {response.Length ?? response.Body.Length}\r\n");
        foreach (var (name, value) in response.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return head.Append("\r\n").ToString();
    }

    private async Task<FakeRequest?> ReadRequestAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        if (await reader.ReadLineAsync() is not { } first)
            return null;

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var request = new FakeRequest(first.Split(' ')[0], first.Split(' ')[1], headers, "");
        if (Refuse(request) is { } refusal)
            return request with { Refusal = refusal };

        if (headers.ContainsKey("Expect"))
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
        var cut = Cut(request);
        var body = new char[cut ?? int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        if (body.Length > 0) // or it waits for bytes that it does not want
            await reader.ReadBlockAsync(body);
        return request with { Body = new string(body), IsCut = cut is not null };
    }
}
