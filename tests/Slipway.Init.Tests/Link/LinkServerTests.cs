using CsCheck;
using Slipway.Contracts.GuestLink;
using Slipway.Init.Link;
using Slipway.Init.Streams;

namespace Slipway.Init.Tests.Link;

public sealed class LinkServerTests
{
    private readonly StandInMachine _machine = new();
    private readonly LinkServer _server;
    private readonly FakeHost _host;

    public LinkServerTests()
    {
        _server = new LinkServer(_machine, "init/test");
        _host = new FakeHost(_server);
    }

    [Fact]
    public void Hello_AnyNonce_IsRepeated()
    {
        _host.Hello(0x1122334455667788);
        var frame = Assert.Single(_host.Received);
        Assert.True(LinkHello.TryParse(frame.Payload, out var hello));
        Assert.Equal((LinkLimits.ProtocolVersion, 0x1122334455667788ul, "init/test"), (hello.Version, hello.Nonce, hello.Software));
        Assert.Equal(1, _machine.Begun);
    }

    [Fact]
    public void Hello_OtherVersion_IsAnsweredAndNothingElseIs()
    {
        _host.Hello(1, version: 99);
        _host.Open(1, new StatusRequest());
        Assert.Equal(FrameKind.Hello, Assert.Single(_host.Received).Kind);
        Assert.Equal(0, _machine.Begun);
    }

    [Fact]
    public void Hello_AfterHalfAFrameOfAnEarlierHost_BeginsAgain()
    {
        _host.Hello(1);
        _host.Open(1, new WaitRequest());
        _host.Send([3, 0, 0, 0, 2, 0, 0]);
        _host.Hello(2);
        _host.Open(1, new StatusRequest());
        Assert.IsType<DoneReply>(Assert.Single(_host.Replies(1)));
        Assert.Equal((2, 1), (_machine.Begun, _machine.Ended));
    }

    [Fact]
    public void Disconnect_OpenStreams_EndTheConversation()
    {
        _host.Hello(1);
        _host.Open(1, new WaitRequest());
        _server.Disconnect();
        Assert.True(_server.IsIdle);
        Assert.Equal(1, _machine.Ended);
    }

    [Fact]
    public void Open_Answered_IsReplyThenClose()
    {
        _host.Hello(1);
        _host.Open(1, new StatusRequest());
        Assert.Equal([FrameKind.Hello, FrameKind.Message, FrameKind.Close], _host.Received.Select(frame => frame.Kind));
        Assert.True(_server.IsIdle);
    }

    [Fact]
    public void Open_Nonsense_FailsAndTheConversationGoesOn()
    {
        _host.Hello(1);
        _host.Send(1, FrameKind.Open, 0, "{\"Type\":\"Dance\"}"u8);
        _host.Open(3, new StatusRequest());
        Assert.Equal(GuestErrorCode.Invalid, Assert.IsType<FailedReply>(Assert.Single(_host.Replies(1))).Error.Code);
        Assert.IsType<DoneReply>(Assert.Single(_host.Replies(3)));
    }

    [Fact]
    public void Open_MoreThanTheLimit_IsBusy()
    {
        _host.Hello(1);
        for (var i = 0u; i <= LinkLimits.MaxStreams; i++)
            _host.Open((2 * i) + 1, new WaitRequest());
        var last = (2u * LinkLimits.MaxStreams) + 1;
        Assert.Equal(GuestErrorCode.Busy, Assert.IsType<FailedReply>(Assert.Single(_host.Replies(last))).Error.Code);
        Assert.Equal(0, _machine.Ended);
    }

    [Theory]
    [InlineData(2u)]
    [InlineData(5u)]
    [InlineData(3u)]
    public void Open_EvenOrFallingId_EndsTheConversation(uint id)
    {
        _host.Hello(1);
        _host.Open(5, new WaitRequest());
        _host.Open(id, new StatusRequest());
        Assert.True(_host.Has(id, FrameKind.Reset));
        Assert.Equal(1, _machine.Ended);
    }

    [Theory]
    [InlineData(FrameKind.Data, 0)]
    [InlineData(FrameKind.Data, 1)]
    [InlineData(FrameKind.Credit, 1)]
    [InlineData(FrameKind.Close, 0)]
    [InlineData(FrameKind.Message, 0)]
    public void Frame_AgainstTheRules_EndsTheConversation(FrameKind kind, byte channel)
    {
        _host.Hello(1);
        _host.Open(1, new WaitRequest());
        _host.Send(1, kind, channel, "xxxx"u8);
        Assert.True(_host.Has(1, FrameKind.Reset));
        Assert.Equal(1, _machine.Ended);
    }

    [Fact]
    public void Frame_OnAClosedStream_IsIgnored()
    {
        _host.Hello(1);
        _host.Open(1, new StatusRequest());
        _host.Send(1, FrameKind.Data, 0, "late"u8);
        _host.Send(1, FrameKind.End, 0, []);
        Assert.Equal(0, _machine.Ended);
    }

    [Fact]
    public void Reset_OpenStream_IsDropped()
    {
        _host.Hello(1);
        _host.Open(1, new WaitRequest());
        _host.Send(1, FrameKind.Reset, 0, LinkMessage.Encode(new LinkError { Code = GuestErrorCode.Canceled, Message = "enough" }));
        Assert.True(_server.IsIdle);
        Assert.Equal(0, _machine.Ended);
    }

    [Fact]
    public void Host_AsksAndNeverReads_IsNotReadFrom()
    {
        _host.Hello(1);
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        for (var i = 1u; i < 100_000; i += 2)
            FrameWriter.Write(bytes, i, FrameKind.Open, 0, LinkMessage.Encode(new StatusRequest()));
        var left = bytes.WrittenSpan;
        while (left.Length > 0 && _server.WantsInput)
        {
            var memory = _server.GetMemory();
            var count = Math.Min(memory.Length, left.Length);
            left[..count].CopyTo(memory.Span);
            _server.Receive(count);
            _server.Pump();
            left = left[count..];
        }

        Assert.NotEqual(0, left.Length);
        Assert.InRange(_server.Output.Length, 1, 4 * 1024 * 1024);
    }

    [Fact]
    public void HostileBytes_AnyKind_NeverThrowAndTheNextHostIsServed() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[1, 8], Gen.UInt[0, 9], Gen.Byte[0, 3]).Array[1, 20].Sample(
            steps =>
            {
                var server = new LinkServer(new StandInMachine { Serve = OpenFile }, "init/test");
                var host = new FakeHost(server);
                host.Hello(1);
                foreach (var (payload, kind, stream, channel) in steps)
                {
                    if (kind == (int)FrameKind.Hello)
                        host.Send(payload);
                    else
                        host.Send(stream, (FrameKind)kind, channel, kind == (int)FrameKind.Open ? LinkMessage.Encode(new ReadFileRequest { Path = "/etc/passwd" }) : payload);
                }

                server.Disconnect();
                host.Hello(77);
                host.Open(1, new StatusRequest());
                Assert.Contains(host.Received, frame => frame.Kind == FrameKind.Hello && LinkHello.TryParse(frame.Payload, out var hello) && hello.Nonce == 77);
                Assert.Contains(host.Replies(1), reply => reply is DoneReply);
            },
            iter: 2000);

    private static LinkStream? OpenFile(LinkServer link, uint id, GuestRequest request) =>
        request is ReadFileRequest read ? FileReadStream.Open(link, id, read.Path) : null;
}
