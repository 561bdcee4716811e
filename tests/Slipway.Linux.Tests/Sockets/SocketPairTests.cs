using System.Net.Sockets;
using Slipway.Linux.Sockets;

namespace Slipway.Linux.Tests.Sockets;

public sealed class SocketPairTests
{
    [Fact]
    public async Task Create_Pair_CarriesBytesBothWaysAndSeesTheEnd()
    {
        using var pair = SocketPair.Create();
        await using var ours = pair.TakeOurs();
        using var theirs = new Socket(new SafeSocketHandle(pair.Theirs.DangerousGetHandle(), ownsHandle: false));
        var buffer = new byte[8];

        await ours.WriteAsync("ping"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(4, await theirs.ReceiveAsync(buffer, TestContext.Current.CancellationToken));
        await theirs.SendAsync("pong"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(4, await ours.ReadAsync(buffer, TestContext.Current.CancellationToken));
        theirs.Shutdown(SocketShutdown.Both);

        Assert.Equal(0, await ours.ReadAsync(buffer, TestContext.Current.CancellationToken));
    }
}
