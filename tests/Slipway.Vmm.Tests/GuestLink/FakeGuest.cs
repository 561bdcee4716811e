using System.Buffers;
using System.Net.Sockets;
using Slipway.Contracts.GuestLink;
using Slipway.Linux.Sockets;
using Slipway.Vmm.GuestLink;

namespace Slipway.Vmm.Tests.GuestLink;

/// <summary>
/// A guest at the other end of a real socket pair, played frame by frame by the test: what it received is kept in order, what it sends is
/// the test's choice, right or wrong.
/// </summary>
internal sealed class FakeGuest : IAsyncDisposable
{
    public const ulong Nonce = 0x1122334455667788;

    private readonly FrameReader _reader = new();
    private readonly NetworkStream _wire;

    private FakeGuest(NetworkStream host, NetworkStream wire)
    {
        Host = host;
        _wire = wire;
    }

    /// <summary>The host's end.</summary>
    public NetworkStream Host { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static FakeGuest Create()
    {
        using var pair = SocketPair.Create();
        // A socket's handle cannot be shared: this end gets a descriptor of its own from the runtime's point of view.
        var theirs = new Socket(new SafeSocketHandle(pair.Theirs.DangerousGetHandle(), ownsHandle: true));
        pair.Theirs.SetHandleAsInvalid();
        return new FakeGuest(pair.TakeOurs(), new NetworkStream(theirs, ownsSocket: true));
    }

    /// <summary>A guest and a client that have said hello to each other.</summary>
    public static async Task<(FakeGuest Guest, GuestLinkClient Client)> ConnectAsync()
    {
        var guest = Create();
        var connecting = GuestLinkClient.ConnectAsync(guest.Host, Hello(LinkLimits.ProtocolVersion), resynchronise: false, Token);
        await guest.AnswerHelloAsync(LinkLimits.ProtocolVersion);
        return (guest, await connecting);
    }

    public static LinkHello Hello(ushort version) => new(version, Nonce, "test");

    public async Task AnswerHelloAsync(ushort version)
    {
        var (frame, payload) = await ReadAsync();
        Assert.Equal(FrameKind.Hello, frame.Kind);
        Assert.True(LinkHello.TryParse(payload, out var hello));
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.WriteHello(output, hello with { Version = version, Software = "fake" });
        await SendRawAsync(output.WrittenMemory);
    }

    /// <summary>The next frame the host sent, with a copy of its payload.</summary>
    public async Task<(Frame Frame, byte[] Payload)> ReadAsync()
    {
        while (true)
        {
            var status = _reader.Read(out var frame);
            if (status == FrameReadStatus.Frame)
                return (frame, frame.Payload.ToArray());
            Assert.NotEqual(FrameReadStatus.Violation, status);
            var count = await _wire.ReadAsync(_reader.GetMemory(), Token);
            Assert.NotEqual(0, count);
            _reader.Advance(count);
        }
    }

    /// <summary>Expects an Open of one kind and returns its stream.</summary>
    public async Task<uint> ReadOpenAsync<T>() where T : GuestRequest
    {
        var (frame, payload) = await ReadAsync();
        Assert.Equal(FrameKind.Open, frame.Kind);
        Assert.IsType<T>(LinkMessage.DecodeRequest(payload, out _));
        return frame.Stream;
    }

    public Task SendAsync(uint stream, FrameKind kind, byte channel = 0, ReadOnlySpan<byte> payload = default)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(output, stream, kind, channel, payload);
        return SendRawAsync(output.WrittenMemory);
    }

    public Task ReplyAsync(uint stream, GuestReply reply) => SendAsync(stream, FrameKind.Message, 0, LinkMessage.Encode(reply));

    public Task SendRawAsync(ReadOnlyMemory<byte> bytes) => _wire.WriteAsync(bytes, Token).AsTask();

    public async ValueTask DisposeAsync()
    {
        await _wire.DisposeAsync();
        await Host.DisposeAsync();
    }
}
