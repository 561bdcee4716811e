using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>Writes HTTP/1.1 by hand, one connection for each request, so that nothing is repaired or hidden on the way.</summary>
/// <param name="server">Plain http.</param>
/// <param name="authorization">The header's value, or null for none.</param>
internal sealed class RawClient(Uri server, string? authorization)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Uri Server => server;

    /// <summary>A client with a token as the password, as <c>docker login</c> has it.</summary>
    public static RawClient Basic(Uri server, string token) =>
        new(server, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("x:" + token)));

    public static RawClient Bearer(Uri server, string token) => new(server, "Bearer " + token);

    /// <summary>Sends <c>METHOD TARGET</c> with its body and reads the whole answer.</summary>
    public Task<RawAnswer> SendAsync(string request, byte[]? body = null, string? type = null, params string[] headers)
    {
        var lines = new List<string>(headers);
        if (body is not null)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}"));
        if (type is not null)
            lines.Add($"Content-Type: {type}");
        return ExchangeAsync(request, lines, body ?? []);
    }

    /// <summary>The answer must have this status; what came instead fails the test.</summary>
    public async Task<RawAnswer> ExpectAsync(int status, string request, byte[]? body = null, string? type = null, params string[] headers)
    {
        var answer = await SendAsync(request, body, type, headers);
        Assert.True(answer.Status == status, $"{request}: {status} expected\n{answer.Head}\n{answer.Text}");
        return answer;
    }

    /// <summary>What the token endpoint gives for this client's platform token.</summary>
    public async Task<string> ExchangeTokenAsync(params string[] scopes)
    {
        var answer = await ExpectAsync(200, "GET /auth/token?service=slipway" + string.Concat(scopes.Select(scope => "&scope=" + Uri.EscapeDataString(scope))));
        using var document = JsonDocument.Parse(answer.Body);
        return document.RootElement.GetProperty("token").GetString()!;
    }

    /// <summary>Head and end of a request, for those who send it in pieces.</summary>
    public byte[] Head(string request, params IEnumerable<string> headers)
    {
        var head = new StringBuilder($"{request} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\n");
        if (authorization is not null)
            head.Append(CultureInfo.InvariantCulture, $"Authorization: {authorization}\r\n");
        foreach (var header in headers)
            head.Append(header).Append("\r\n");
        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    private async Task<RawAnswer> ExchangeAsync(string request, List<string> headers, byte[] body)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, Token);
        await using var stream = client.GetStream();
        var sending = SendAsync(stream, Head(request, headers), body);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, Token);
        }
        catch (IOException) when (answer.Length > 0)
        {
            // A server that refuses a body resets the connection behind its answer.
        }

        await sending;
        return Split(request, answer.ToArray());
    }

    private static async Task SendAsync(NetworkStream stream, byte[] head, byte[] body)
    {
        try
        {
            await stream.WriteAsync(head, Token);
            await stream.WriteAsync(body, Token);
        }
        catch (IOException)
        {
            // It may answer before it has read all.
        }
    }

    private static RawAnswer Split(string request, byte[] answer)
    {
        var end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        Assert.True(end > 0, $"{request} had no answer but: {Encoding.Latin1.GetString(answer)}");
        return new RawAnswer(Encoding.Latin1.GetString(answer, 0, end), answer[(end + 4)..]);
    }
}
