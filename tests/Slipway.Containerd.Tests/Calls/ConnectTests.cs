using System.Net.Sockets;
using System.Text;
using Slipway.Containerd.Calls;

namespace Slipway.Containerd.Tests.Calls;

public sealed class ConnectTests : IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(1);

    private readonly TemporaryDirectory _directory = new();

    private string SocketPath => _directory["some.sock"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Connect_ToContainerd_TellsItsVersion()
    {
        await using var containerd = await ContainerdProcess.StartAsync();
        await using var client = await containerd.ConnectAsync();
        Assert.Contains(client.ServerVersion, await containerd.CtrAsync("version"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_WithoutSocket_SaysThatThereIsNone()
    {
        var failure = await FailToConnectAsync();
        Assert.Equal(ContainerdErrorCode.NotRunning, failure.Code);
        Assert.Contains($"there is no socket {SocketPath}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_SocketOfAProcessThatEnded_SaysThatNobodyListens()
    {
        await using var containerd = await ContainerdProcess.StartAsync();
        await containerd.KillAsync();
        var failure = await Assert.ThrowsAsync<ContainerdException>(containerd.ConnectAsync);
        Assert.Equal(ContainerdErrorCode.NotRunning, failure.Code);
        Assert.Contains($"nobody listens at {containerd.SocketPath}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SocketError.AccessDenied, ContainerdErrorCode.PermissionDenied)]
    [InlineData(SocketError.ConnectionRefused, ContainerdErrorCode.NotRunning)]
    [InlineData(SocketError.AddressNotAvailable, ContainerdErrorCode.NotRunning)]
    [InlineData(SocketError.TooManyOpenSockets, ContainerdErrorCode.Unavailable)]
    public void Connect_RefusedByTheKernel_HasACodeOfItsOwn(SocketError error, ContainerdErrorCode code) =>
        Assert.Equal(code, SocketConnector.Failure(new SocketException((int)error), "/some.sock").Code);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("")]
    public async Task Connect_ToAnotherServer_SaysThatItIsNotContainerd(string greeting)
    {
        using var listener = Listen();
        var greeted = GreetAsync(listener, greeting);
        var failure = await FailToConnectAsync();
        await greeted;
        Assert.Equal(ContainerdErrorCode.NotContainerd, failure.Code);
        Assert.Contains(SocketPath, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_ToAServerThatSaysNothing_EndsWithTheDeadline()
    {
        using var listener = Listen();
        var failure = await FailToConnectAsync();
        Assert.Equal(ContainerdErrorCode.TimedOut, failure.Code);
    }

    [Fact]
    public async Task Connect_Cancelled_IsCancelled()
    {
        using var listener = Listen();
        using var cancel = new CancellationTokenSource();
        var connecting = ContainerdClient.ConnectAsync(new ContainerdOptions(SocketPath), TimeProvider.System, cancel.Token);
        using var accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Theory]
    [InlineData("", "slipway")]
    [InlineData("/a.sock", "")]
    [InlineData("/a.sock", "two\r\nheaders: here")]
    [InlineData("/a.sock", "dots..dots")]
    [InlineData("/12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567.sock", "slipway")]
    public async Task Connect_OptionsThatCannotBe_AreRefused(string socketPath, string name)
    {
        var failure = await Assert.ThrowsAsync<ContainerdException>(
            () => ContainerdClient.ConnectAsync(new ContainerdOptions(socketPath, name), TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal(ContainerdErrorCode.Refused, failure.Code);
    }

    [Fact]
    public async Task Client_ContainerdHangs_EndsWithTheDeadlineAndGoesOnAfterwards()
    {
        await using var containerd = await ContainerdProcess.StartAsync();
        await using var client = await containerd.ConnectAsync(s_soon);
        await containerd.SignalAsync("STOP");
        var failure = await Assert.ThrowsAsync<ContainerdException>(() => client.Images.ListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ContainerdErrorCode.TimedOut, failure.Code);
        await containerd.SignalAsync("CONT");
        Assert.NotNull(await client.Images.ListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Client_ContainerdKilledAndStartedAgain_GoesOn()
    {
        await using var containerd = await ContainerdProcess.StartAsync();
        await using var client = await containerd.ConnectAsync();
        await containerd.KillAsync();
        var failure = await Assert.ThrowsAsync<ContainerdException>(() => client.Images.ListAsync(TestContext.Current.CancellationToken));
        Assert.Contains(failure.Code, new[] { ContainerdErrorCode.NotRunning, ContainerdErrorCode.Unavailable });
        await containerd.StartAgainAsync();
        Assert.Empty(await client.Images.ListAsync(TestContext.Current.CancellationToken));
    }

    private async Task<ContainerdException> FailToConnectAsync()
    {
        var options = new ContainerdOptions(SocketPath) { AnswerTimeout = s_soon };
        return await Assert.ThrowsAsync<ContainerdException>(() => ContainerdClient.ConnectAsync(options, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    private Socket Listen()
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen();
        return listener;
    }

    private static async Task GreetAsync(Socket listener, string greeting)
    {
        using var socket = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.ReadExactlyAsync(new byte[24], TestContext.Current.CancellationToken); // HTTP/2's preface
        await stream.WriteAsync(Encoding.ASCII.GetBytes(greeting), TestContext.Current.CancellationToken);
        socket.Shutdown(SocketShutdown.Both);
    }
}
