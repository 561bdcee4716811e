using System.Buffers;
using Slipway.Contracts.GuestLink;
using Slipway.Vmm.GuestLink;

namespace Slipway.Vmm.Tests.GuestLink;

/// <summary>Guests that break the rules: the link ends with a sentence, and nobody waits for ever.</summary>
public sealed class HostileGuestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, FrameKind, byte, int, string> Violations() => new()
    {
        { "a stream never opened", FrameKind.Close, 0, 0, "stream 3, which was never opened" },
        { "data where none belongs", FrameKind.Data, LinkChannel.Stdin, 1, "data on channel 0" },
        { "a request", FrameKind.Open, 0, 2, "a frame of kind Open" },
        { "no reply", FrameKind.Message, 0, 2, "a reply that is none" },
        { "a grant beyond all limits", FrameKind.Credit, LinkChannel.Stdin, 4, "a grant that is not possible" },
        { "a grant for the wrong channel", FrameKind.Credit, LinkChannel.Stdout, 4, "a grant that is not possible" },
        { "a reset without a reason", FrameKind.Reset, 0, 2, "a Reset that is no error" },
        { "an end where none belongs", FrameKind.End, LinkChannel.Stdin, 0, "an End too many" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task Frame_AgainstTheRules_EndsTheLinkWithASentence(string name, FrameKind kind, byte channel, int length, string sentence)
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;
        await using var process = client.Attach();
        var id = await guest.ReadOpenAsync<AttachRequest>();
        var payload = new byte[length];
        Array.Fill(payload, (byte)0xFE);

        await guest.SendAsync(name == "a stream never opened" ? id + 2 : id, kind, channel, payload);

        var error = await Assert.ThrowsAsync<GuestLinkException>(() => process.Started);
        Assert.Contains("the guest broke the link's rules: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Message, (await client.Ended).Message);
    }

    [Fact]
    public async Task Data_BeyondCredit_EndsTheLink()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;
        await using var process = client.Attach();
        var id = await guest.ReadOpenAsync<AttachRequest>();

        for (var sent = 0; sent < LinkLimits.InitialCreditBytes; sent += LinkLimits.MaxPayloadBytes)
            await guest.SendAsync(id, FrameKind.Data, LinkChannel.Stdout, new byte[LinkLimits.MaxPayloadBytes]);
        await guest.SendAsync(id, FrameKind.Data, LinkChannel.Stdout, new byte[1]);

        Assert.Contains("more data than was granted", (await client.Ended).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replies_WithoutEnd_EndTheLink()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;
        await using var process = client.Attach();
        var id = await guest.ReadOpenAsync<AttachRequest>();

        for (var i = 0; i < 4; i++)
            await guest.ReplyAsync(id, new StartedReply { Pid = i });

        Assert.Contains("the guest broke the link's rules", (await client.Ended).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reply_OfAnotherKind_EndsTheLink()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;
        var asking = client.StatusAsync(Token);
        await guest.ReplyAsync(await guest.ReadOpenAsync<StatusRequest>(), new DoneReply());

        var error = await Assert.ThrowsAsync<GuestLinkException>(() => asking);

        Assert.Contains("DoneReply on stream 1, where StatusReply is due", error.Message, StringComparison.Ordinal);
        await client.Ended;
    }

    [Fact]
    public async Task Close_WithoutAnAnswer_IsAnError()
    {
        var (guest, client) = await FakeGuest.ConnectAsync();
        await using var disposedGuest = guest;
        await using var disposedClient = client;
        var asking = client.StatusAsync(Token);
        await guest.SendAsync(await guest.ReadOpenAsync<StatusRequest>(), FrameKind.Close);

        var error = await Assert.ThrowsAsync<GuestLinkException>(() => asking);

        Assert.Equal("the guest closed stream 1 without the answer it owes", error.Message);
    }

    /// <summary>Frames of random kinds on the open streams, some with faulty headers, then the end: every task ends.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Fuzz_RandomFrames_EverythingEnds(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var (guest, client) = await FakeGuest.ConnectAsync();
            var process = client.Attach();
            var waiting = client.WaitAsync(Token);
            var drained = process.Stdout.CopyToAsync(Stream.Null, Token);
            await guest.SendRawAsync(RandomFrames(random));

            await guest.DisposeAsync();

            await client.Ended.WaitAsync(Token);
            foreach (var task in new Task[] { process.Started, process.Exited, waiting, drained })
                await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await process.DisposeAsync();
            await client.DisposeAsync();
        }
    }

    private static ReadOnlyMemory<byte> RandomFrames(Random random)
    {
        var output = new ArrayBufferWriter<byte>();
        GuestReply[] replies = [new DoneReply(), new StartedReply { Pid = 1 }, new ExitedReply { Status = new ExitStatus { ExitCode = 1 } }];
        for (var i = 0; i < 10; i++)
        {
            var payload = new byte[random.Next(40)];
            random.NextBytes(payload);
            if (random.Next(3) == 0)
                payload = LinkMessage.Encode(replies[random.Next(replies.Length)]);
            FrameWriter.Write(output, (uint)random.Next(1, 5), (FrameKind)random.Next(2, 9), (byte)random.Next(3), payload);
            if (random.Next(10) == 0)
                output.Write(payload);
        }
        return output.WrittenMemory;
    }
}
