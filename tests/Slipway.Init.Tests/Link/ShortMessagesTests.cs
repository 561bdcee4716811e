using System.Text;
using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Init.Link;

namespace Slipway.Init.Tests.Link;

public sealed class ShortMessagesTests
{
    public static TheoryData<GuestReply> Replies() =>
    [
        new StartedReply { Pid = 7, InitStartMicroseconds = 1, ExecMicroseconds = long.MaxValue },
        new DoneReply(),
        new ExitedReply { Status = new ExitStatus { ExitCode = 255 } },
        new ExitedReply { Status = new ExitStatus { ExitCode = 137, Signal = 9, OomKilled = true } },
    ];

    [Theory]
    [MemberData(nameof(Replies))]
    public void TryEncode_Reply_GivesTheSerialisersBytes(GuestReply reply) =>
        Assert.Equal(Encoding.UTF8.GetString(LinkMessage.Encode(reply)), Encoding.UTF8.GetString(ShortMessages.TryEncode(reply)!));

    [Fact]
    public void TryEncode_OtherReply_IsLeftToTheSerialiser() => Assert.Null(ShortMessages.TryEncode(new FileReply { SizeBytes = 1, Mode = 0, Uid = 0, Gid = 0 }));

    [Fact]
    public void TryDecode_TheHostsAttach_IsRead() => Assert.Equal(new AttachRequest(), ShortMessages.TryDecode(LinkMessage.Encode(new AttachRequest())));

    [Fact]
    public void TryDecode_TheHostsConfigure_IsWhatTheSerialiserReads()
    {
        var entropy = Enumerable.Range(0, 64).Select(i => (byte)i).ToArray();
        var sent = LinkMessage.Encode(new ConfigureRequest
        {
            Config = new RunConfig { Hostname = "box", CmdOverride = ["a"] },
            Freshness = new Freshness { Entropy = entropy, UnixMicroseconds = 1_700_000_000_000_001 },
        });

        var read = Assert.IsType<ConfigureRequest>(ShortMessages.TryDecode(sent));

        Assert.Equal(LinkMessage.Encode(read), sent);
        Assert.Equal(entropy, read.Freshness.Entropy.ToArray());
    }

    [Theory]
    [InlineData("""{"Type":"Configure","Config":{"Hostname":"no name"},"Freshness":{"Entropy":"AAAA","UnixMicroseconds":1}}""", "no name")]
    [InlineData("""{"Type":"Configure","Config":{"Hostname":"a"},"Freshness":{"Entropy":"AAAA","UnixMicroseconds":1}}""", "Entropy has 3 bytes")]
    [InlineData("""{"Type":"Configure","Config":{"Hostname":"a"}}""", "Freshness")]
    public void TryDecode_FaultyConfigure_IsLeftToTheSerialiserThatSaysWhatIsWrong(string payload, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(payload);

        Assert.Null(ShortMessages.TryDecode(bytes));
        Assert.Null(LinkMessage.DecodeRequest(bytes, out var fault));
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"Type\":\"Attach\",\"X\":1}")]
    [InlineData("{\"Type\":\"Status\"}")]
    [InlineData("")]
    public void TryDecode_OtherRequest_IsLeftToTheSerialiser(string payload) => Assert.Null(ShortMessages.TryDecode(Encoding.UTF8.GetBytes(payload)));
}
