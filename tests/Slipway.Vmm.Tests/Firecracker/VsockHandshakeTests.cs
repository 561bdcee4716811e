using System.Net.Sockets;
using System.Text;
using CsCheck;
using Slipway.Linux.Sockets;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.GuestLink;

namespace Slipway.Vmm.Tests.Firecracker;

public sealed class VsockHandshakeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Join_Accepted_LeavesTheGuestsBytes()
    {
        var (host, firecracker) = Pair();
        await using var disposedHost = host;
        await using var disposedFirecracker = firecracker;

        var joining = VsockHandshake.JoinAsync(host, 10000, Token);
        Assert.Equal("CONNECT 10000", await new StreamReader(firecracker, leaveOpen: true).ReadLineAsync(Token));
        await firecracker.WriteAsync("OK 1073741824\nhello"u8.ToArray(), Token);
        await joining;

        var bytes = new byte[5];
        await host.ReadExactlyAsync(bytes, Token);
        Assert.Equal("hello", Encoding.ASCII.GetString(bytes));
    }

    [Fact]
    public async Task Join_NobodyListens_SaysSo()
    {
        var (host, firecracker) = Pair();
        await using var disposedHost = host;
        var joining = VsockHandshake.JoinAsync(host, 10000, Token);
        await firecracker.ReadExactlyAsync(new byte[14], Token);
        await firecracker.DisposeAsync();

        Assert.Equal("nobody listens on port 10000 of the guest", (await Assert.ThrowsAsync<GuestLinkException>(() => joining)).Message);
    }

    [Fact]
    public async Task Join_AnyAnswer_IsTakenOrRefused() => await Gen.Byte.Array[0, 40].SampleAsync(
        async answer =>
        {
            using var stream = new AnswerStream([.. "OK 1"u8, .. answer]);
            try
            {
                await VsockHandshake.JoinAsync(stream, 10000, Token);
                Assert.Matches("^[0-9]*\n", Encoding.Latin1.GetString(answer));
            }
            catch (GuestLinkException)
            {
                Assert.InRange(stream.Position, 0, 14);
            }
        },
        iter: 1000);

    private static (NetworkStream Host, NetworkStream Firecracker) Pair()
    {
        using var pair = SocketPair.Create();
        var theirs = new Socket(new SafeSocketHandle(pair.Theirs.DangerousGetHandle(), ownsHandle: true));
        pair.Theirs.SetHandleAsInvalid();
        return (pair.TakeOurs(), new NetworkStream(theirs, ownsSocket: true));
    }

    /// <summary>Reads an answer; what is written goes nowhere.</summary>
    private sealed class AnswerStream(byte[] answer) : MemoryStream(answer)
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
