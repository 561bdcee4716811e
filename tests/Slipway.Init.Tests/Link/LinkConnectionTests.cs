using System.Buffers;
using System.Net.Sockets;
using Slipway.Contracts.GuestLink;
using Slipway.Init.Events;
using Slipway.Init.Link;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Sockets;

namespace Slipway.Init.Tests.Link;

/// <summary>The two kinds of carriers, for which a socket pair stands: a peer that has ended its sending reads as 0 and does not hang up.</summary>
public sealed class LinkConnectionTests : IDisposable
{
    private readonly StandInMachine _machine = new();
    private readonly EventLoop _loop = new();
    private readonly LinkServer _server;
    private readonly NetworkStream _host;
    private readonly FileDescriptor _carrier;

    public LinkConnectionTests()
    {
        _server = new LinkServer(_machine, "init/test");
        using var pair = SocketPair.Create();
        _carrier = new FileDescriptor((int)pair.Theirs.DangerousGetHandle());
        pair.Theirs.SetHandleAsInvalid();
        _carrier.SetNonBlocking();
        _host = pair.TakeOurs();
    }

    public void Dispose()
    {
        _host.Dispose();
        _loop.Dispose();
    }

    [Fact]
    public void Vsock_HostSaysHelloAndEnds_IsClosedAfterItsBytes()
    {
        var isClosed = false;
        using var connection = new LinkConnection(_carrier, _server, _loop) { Closed = () => isClosed = true };
        Say(1);
        _host.Socket.Shutdown(SocketShutdown.Send);

        _loop.RunOnce();

        Assert.True(isClosed);
        Assert.False(connection.IsConnected);
        Assert.Equal((1, 1), (_machine.Begun, _machine.Ended));
    }

    [Fact]
    public void Vsock_EndBehindBytesThatWereNotWanted_IsSeenWhenTheyAre()
    {
        var isClosed = false;
        using var connection = new LinkConnection(_carrier, _server, _loop) { Closed = () => isClosed = true };
        Say(1);
        _loop.RunOnce();
        // The host reads nothing: with this much unsent the server takes no more.
        while (_server.Output.Length < 1024 * 1024)
            FrameWriter.Write(_server.Output, 1, FrameKind.Data, LinkChannel.Stdin, new byte[LinkLimits.MaxPayloadBytes]);
        Say(2);
        _host.Socket.Shutdown(SocketShutdown.Send);
        _loop.RunOnce();
        Assert.False(isClosed);

        _server.Output.Clear();
        connection.Pump();

        Assert.True(isClosed);
        Assert.Equal(2, _machine.Begun);
    }

    [Fact]
    public void Port_ReadsNothing_StaysOpen()
    {
        using var connection = new LinkConnection(_carrier, _server, _loop);
        Say(1);
        _host.Socket.Shutdown(SocketShutdown.Send);

        _loop.RunOnce();

        Assert.True(connection.IsConnected);
        Assert.Equal((1, 0), (_machine.Begun, _machine.Ended));
    }

    private void Say(ulong nonce)
    {
        var bytes = new ArrayBufferWriter<byte>();
        FrameWriter.WriteHello(bytes, new LinkHello(LinkLimits.ProtocolVersion, nonce, "fake/1"));
        _host.Write(bytes.WrittenSpan);
    }
}
