using System.Net.Sockets;
using System.Text;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>Requests without a body, one after the other on one connection, so that what is measured is the server.</summary>
internal sealed class KeptConnection : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly RawClient _sender;
    private readonly byte[] _buffer = new byte[64 * 1024];

    private KeptConnection(TcpClient client, RawClient sender) => (_client, _sender) = (client, sender);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<KeptConnection> OpenAsync(RawClient sender)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(sender.Server.Host, sender.Server.Port, Token);
        return new KeptConnection(client, sender);
    }

    /// <summary>Ends when the answer's head and the body that it announces have come.</summary>
    public async Task AskAsync(string request)
    {
        var head = Encoding.Latin1.GetString(_sender.Head(request)).Replace("Connection: close\r\n", "", StringComparison.Ordinal);
        await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(head), Token);
        for (var length = 0; ;)
        {
            var read = await _client.GetStream().ReadAsync(_buffer.AsMemory(length), Token);
            Assert.NotEqual(0, read);
            length += read;
            if (IsWhole(Encoding.Latin1.GetString(_buffer, 0, length), request.StartsWith("HEAD", StringComparison.Ordinal)))
                return;
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool IsWhole(string answer, bool isHead)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0 || isHead)
            return end >= 0;
        return answer.Length - end - 4 >= int.Parse(new RawAnswer(answer[..end], []).Header("Content-Length")!, System.Globalization.CultureInfo.InvariantCulture);
    }
}
