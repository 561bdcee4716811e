using System.Buffers;
using System.Text;
using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Vmm.GuestLink;

namespace Slipway.Vmm.Tests.GuestLink;

public sealed class GuestLinkClientTests
{
    private static readonly ExitStatus s_success = new() { ExitCode = 0 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_GarbageAndAnOldConversationBefore_FindsItsOwnAnswer()
    {
        await using var guest = FakeGuest.Create();
        var old = new ArrayBufferWriter<byte>();
        old.Write("boot messages"u8);
        FrameWriter.WriteHello(old, new LinkHello(LinkLimits.ProtocolVersion, 1, "old"));
        FrameWriter.Write(old, 1, FrameKind.Data, LinkChannel.Stdout, "left over"u8);
        old.Write("\x01\x02\x03"u8);
        await guest.SendRawAsync(old.WrittenMemory);

        var connecting = GuestLinkClient.ConnectAsync(guest.Host, FakeGuest.Hello(LinkLimits.ProtocolVersion), resynchronise: true, Token);
        await guest.AnswerHelloAsync(LinkLimits.ProtocolVersion);
        await using var client = await connecting;

        Assert.Equal("fake", client.Guest.Software);
    }

    [Fact]
    public async Task Connect_OtherVersion_SaysBoth()
    {
        await using var guest = FakeGuest.Create();
        var connecting = GuestLinkClient.ConnectAsync(guest.Host, FakeGuest.Hello(1), resynchronise: false, Token);
        await guest.AnswerHelloAsync(9);

        var error = await Assert.ThrowsAsync<GuestLinkException>(() => connecting);

        Assert.Equal("the guest (fake) speaks version 9 of the guest link, this host version 1; start the machine anew", error.Message);
    }

    [Fact]
    public async Task Exec_WholeConversation_CarriesAllThreeChannelsAndTheExit()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;

        await using var process = client.Exec(new ExecRequest { Args = ["cat"], Stdin = true });
        var id = await guest.ReadOpenAsync<ExecRequest>();
        await guest.ReplyAsync(id, new StartedReply { Pid = 42 });
        await process.Stdin.WriteAsync("input"u8.ToArray(), Token);
        await process.Stdin.DisposeAsync();
        var (data, payload) = await guest.ReadAsync();
        var (end, _) = await guest.ReadAsync();
        await guest.SendAsync(id, FrameKind.Data, LinkChannel.Stderr, "warning"u8);
        await guest.SendAsync(id, FrameKind.Data, LinkChannel.Stdout, "output"u8);
        await guest.ReplyAsync(id, new ExitedReply { Status = new ExitStatus { ExitCode = 3 } });
        await guest.SendAsync(id, FrameKind.End, LinkChannel.Stdout);
        await guest.SendAsync(id, FrameKind.End, LinkChannel.Stderr);
        await guest.SendAsync(id, FrameKind.Close);

        Assert.Equal(1u, id);
        Assert.Equal(42, (await process.Started).Pid);
        Assert.Equal((FrameKind.Data, "input"), (data.Kind, Encoding.UTF8.GetString(payload)));
        Assert.Equal(FrameKind.End, end.Kind);
        Assert.Equal(3, (await process.Exited).ExitCode);
        Assert.Equal("output", await ReadTextAsync(process.Stdout));
        Assert.Equal("warning", await ReadTextAsync(process.Stderr));
    }

    [Fact]
    public async Task Stdout_NobodyReads_StderrAndRepliesGoOn()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;
        await using var process = client.Attach();
        var id = await guest.ReadOpenAsync<AttachRequest>();

        for (var sent = 0; sent < LinkLimits.InitialCreditBytes; sent += LinkLimits.MaxPayloadBytes)
            await guest.SendAsync(id, FrameKind.Data, LinkChannel.Stdout, new byte[LinkLimits.MaxPayloadBytes]);
        await guest.SendAsync(id, FrameKind.Data, LinkChannel.Stderr, "E"u8);
        var asking = client.StatusAsync(Token);
        var asked = await guest.ReadOpenAsync<StatusRequest>();
        await guest.ReplyAsync(asked, new StatusReply { State = GuestState.Running, Version = "1", UptimeMilliseconds = 5 });

        Assert.Equal(GuestState.Running, (await asking).State);
        var buffer = new byte[8];
        Assert.Equal(1, await process.Stderr.ReadAsync(buffer, Token));
    }

    [Fact]
    public async Task Stdout_Read_GrantsCreditInHalves()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;
        await using var process = client.Attach();
        var id = await guest.ReadOpenAsync<AttachRequest>();
        await guest.SendAsync(id, FrameKind.Data, LinkChannel.Stdout, new byte[LinkLimits.MaxPayloadBytes]);
        await guest.SendAsync(id, FrameKind.Data, LinkChannel.Stdout, new byte[LinkLimits.MaxPayloadBytes]);

        await process.Stdout.ReadExactlyAsync(new byte[2 * LinkLimits.MaxPayloadBytes], Token);

        var (credit, payload) = await guest.ReadAsync();
        Assert.Equal((FrameKind.Credit, id, LinkChannel.Stdout), (credit.Kind, credit.Stream, credit.Channel));
        Assert.Equal(2 * LinkLimits.MaxPayloadBytes, BitConverter.ToInt32(payload));
    }

    [Fact]
    public async Task Stdin_CreditUsedUp_WaitsForAGrant()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;
        await using var process = client.Attach();
        var id = await guest.ReadOpenAsync<AttachRequest>();

        var writing = process.Stdin.WriteAsync(new byte[LinkLimits.InitialCreditBytes + 10], Token).AsTask();
        for (var received = 0; received < LinkLimits.InitialCreditBytes;)
            received += (await guest.ReadAsync()).Payload.Length;
        Assert.False(writing.IsCompleted);
        await guest.SendAsync(id, FrameKind.Credit, LinkChannel.Stdin, BitConverter.GetBytes(100));
        await writing;

        Assert.Equal(10, (await guest.ReadAsync()).Payload.Length);
    }

    [Fact]
    public async Task Signal_WhileStdinIsFull_IsSentAtOnce()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;
        await using var process = client.Attach();
        await guest.ReadOpenAsync<AttachRequest>();
        _ = process.Stdin.WriteAsync(new byte[10 * LinkLimits.InitialCreditBytes], Token).AsTask();

        var signalling = client.SignalAsync(15, Token);

        var (frame, _) = await guest.ReadAsync();
        while (frame.Kind == FrameKind.Data)
            (frame, _) = await guest.ReadAsync();
        Assert.Equal(FrameKind.Open, frame.Kind);
        await guest.ReplyAsync(frame.Stream, new DoneReply());
        await signalling;
    }

    [Fact]
    public async Task Commands_ResizeAndKill_GoToTheirStream()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;
        var process = client.Attach();
        var id = await guest.ReadOpenAsync<AttachRequest>();

        process.Resize(new TerminalSize { Rows = 24, Columns = 80 });
        process.Kill(9);
        await process.DisposeAsync();

        Assert.Equal(new ResizeCommand { Size = new TerminalSize { Rows = 24, Columns = 80 } }, LinkMessage.DecodeCommand((await guest.ReadAsync()).Payload, out _));
        Assert.Equal(new KillCommand { Signal = 9 }, LinkMessage.DecodeCommand((await guest.ReadAsync()).Payload, out _));
        var (reset, payload) = await guest.ReadAsync();
        Assert.Equal((FrameKind.Reset, id), (reset.Kind, reset.Stream));
        Assert.Equal(GuestErrorCode.Canceled, LinkMessage.DecodeError(payload, out _)!.Code);
    }

    [Fact]
    public async Task Attach_BootFails_StartedAndExitedSayWhy()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;
        await using var process = client.Attach();
        var id = await guest.ReadOpenAsync<AttachRequest>();

        await guest.ReplyAsync(id, new BootFailedReply { Error = new LinkError { Code = GuestErrorCode.NotFound, Message = "no /bin/app" } });
        await guest.SendAsync(id, FrameKind.Close);

        Assert.Equal(GuestErrorCode.NotFound, (await Assert.ThrowsAsync<GuestException>(() => process.Started)).Error.Code);
        Assert.Equal("no /bin/app (NotFound)", (await Assert.ThrowsAsync<GuestException>(() => process.Exited)).Message);
    }

    [Fact]
    public async Task Wait_Canceled_IsTakenBackAndLateFramesAreIgnored()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = client.WaitAsync(cancel.Token);
        var id = await guest.ReadOpenAsync<WaitRequest>();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(FrameKind.Reset, (await guest.ReadAsync()).Frame.Kind);
        await guest.ReplyAsync(id, new ExitedReply { Status = s_success });
        await guest.SendAsync(id, FrameKind.Close);

        var again = client.WaitAsync(Token);
        await guest.ReplyAsync(await guest.ReadOpenAsync<WaitRequest>(), new ExitedReply { Status = s_success });
        Assert.Equal(s_success, await again);
    }

    [Fact]
    public async Task Files_ThereAndBack_AreWhole()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;
        var writing = client.WriteFileAsync(new WriteFileRequest { Path = "/a" }, new MemoryStream("content"u8.ToArray()), Token);
        var id = await guest.ReadOpenAsync<WriteFileRequest>();
        Assert.Equal("content"u8.ToArray(), (await guest.ReadAsync()).Payload);
        Assert.Equal(FrameKind.End, (await guest.ReadAsync()).Frame.Kind);
        await guest.ReplyAsync(id, new DoneReply());
        await guest.SendAsync(id, FrameKind.Close);
        await writing;

        var reading = client.ReadFileAsync("/a", Token);
        id = await guest.ReadOpenAsync<ReadFileRequest>();
        await guest.ReplyAsync(id, new FileReply { SizeBytes = 7, Mode = 0x1A4, Uid = 0, Gid = 0 });
        await guest.SendAsync(id, FrameKind.Data, LinkChannel.Stdout, "content"u8);
        await guest.SendAsync(id, FrameKind.End, LinkChannel.Stdout);
        await guest.SendAsync(id, FrameKind.Close);

        await using var file = await reading;
        Assert.Equal("content", await ReadTextAsync(file.Content));
    }

    [Fact]
    public async Task WriteFile_GuestRefusesHalfWay_SaysWhyAndDoesNotHang()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;
        var writing = client.WriteFileAsync(new WriteFileRequest { Path = "/a" }, new MemoryStream(new byte[10 * LinkLimits.InitialCreditBytes]), Token);
        var id = await guest.ReadOpenAsync<WriteFileRequest>();
        for (var received = 0; received < LinkLimits.InitialCreditBytes;)
            received += (await guest.ReadAsync()).Payload.Length;

        await guest.ReplyAsync(id, new FailedReply { Error = new LinkError { Code = GuestErrorCode.DiskFull, Message = "no room" } });
        await guest.SendAsync(id, FrameKind.Close);

        Assert.Equal(GuestErrorCode.DiskFull, (await Assert.ThrowsAsync<GuestException>(() => writing)).Error.Code);
    }

    [Fact]
    public async Task Carrier_Ends_EverybodyHearsIt()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var process = client.Attach();
        var waiting = client.WaitAsync(Token);

        await guest.DisposeAsync();

        await Assert.ThrowsAsync<GuestLinkException>(() => waiting);
        await Assert.ThrowsAsync<GuestLinkException>(() => process.Exited);
        await Assert.ThrowsAsync<GuestLinkException>(() => client.StatusAsync(Token));
        await Assert.ThrowsAnyAsync<IOException>(() => process.Stdin.WriteAsync(new byte[1], Token).AsTask());
        await client.Ended;
        await client.DisposeAsync();
    }

    private static async Task<string> ReadTextAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(Token);
    }
}
