using System.Net.Sockets;
using System.Text;
using CsCheck;
using Slipway.Linux.Sockets;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Qemu;

namespace Slipway.Vmm.Tests.Qemu;

public sealed class QmpClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Execute_AnswersOutOfOrderAndEvents_ReachTheirs()
    {
        var events = new List<string>();
        var (client, qemu) = Create(happened => events.Add(happened.Name));
        await using var disposedClient = client;
        await using var disposedQemu = qemu;
        await SendAsync(qemu, """{"QMP": {"version": {}, "capabilities": []}}""");
        var connecting = client.ConnectAsync(Token);
        var lines = new StreamReader(qemu);
        Assert.Equal("""{"execute":"qmp_capabilities","id":1}""", await lines.ReadLineAsync(Token));
        await SendAsync(qemu, """{"return": {}, "id": 1}""");
        await connecting;

        var first = client.ExecuteAsync("query-status", null, Token);
        var second = client.ExecuteAsync("stop", null, Token);
        await SendAsync(qemu, """{"event": "STOP", "timestamp": {"seconds": 1, "microseconds": 2}}""");
        await SendAsync(qemu, """{"error": {"class": "GenericError", "desc": "cannot"}, "id": 3}""");
        await SendAsync(qemu, """{"return": {"status": "running"}, "id": 2}""");

        Assert.Equal("running", (await first).GetProperty("status").GetString());
        Assert.Equal("QEMU refused a command: cannot", (await Assert.ThrowsAsync<VmmException>(() => second)).Message);
        Assert.Equal(["STOP"], events);
    }

    [Fact]
    public async Task Execute_QemuEnds_Fails()
    {
        var (client, qemu) = Create(_ => { });
        await using var disposedClient = client;
        var command = client.ExecuteAsync("quit", null, Token);

        await qemu.DisposeAsync();

        await Assert.ThrowsAsync<VmmException>(() => command);
        await client.Ended;
        await Assert.ThrowsAsync<VmmException>(() => client.ConnectAsync(Token));
    }

    [Fact]
    public async Task Line_WithoutEnd_EndsTheMonitor()
    {
        var (client, qemu) = Create(_ => { });
        await using var disposedClient = client;
        await using var disposedQemu = qemu;
        var command = client.ExecuteAsync("quit", null, Token);

        await qemu.WriteAsync(new byte[256 * 1024 + 1], Token);

        Assert.Contains("a line of more than 262144 bytes", (await Assert.ThrowsAsync<VmmException>(() => command)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{"event": 1}""")]
    [InlineData("""{"return": {}}""")]
    [InlineData("""{"return": {}, "id": "one"}""")]
    [InlineData("""{"return": {}, "id": 1e99}""")]
    [InlineData("""{"event": "\ud800"}""")]
    public void Parse_NoMessage_IsRefused(string line) => Assert.Throws<InvalidDataException>(() => QmpMessage.Parse(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void Parse_Fuzz_RefusesOrReads() =>
        Gen.Select(Gen.Int[0, 200], Gen.Byte).Array[1, 8].Sample(mutations =>
        {
            var line = Encoding.UTF8.GetBytes("""{"timestamp": {"seconds": 17, "microseconds": 95}, "event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-reset"}, "id": 4}""");
            foreach (var (at, value) in mutations)
                line[at % line.Length] = value;
            try
            {
                QmpMessage.Parse(line);
            }
            catch (InvalidDataException)
            {
                // Refused: the other good outcome.
            }
        });

    private static (QmpClient Client, NetworkStream Qemu) Create(Action<QmpMessage.Event> onEvent)
    {
        using var pair = SocketPair.Create();
        var qemu = new Socket(new SafeSocketHandle(pair.Theirs.DangerousGetHandle(), ownsHandle: true));
        pair.Theirs.SetHandleAsInvalid();
        return (new QmpClient(pair.TakeOurs(), onEvent), new NetworkStream(qemu, ownsSocket: true));
    }

    private static Task SendAsync(NetworkStream qemu, string line) => qemu.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), Token).AsTask();
}
