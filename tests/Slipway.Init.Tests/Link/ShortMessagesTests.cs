using System.Text;
using Slipway.Contracts.GuestLink;
using Slipway.Init.Link;

namespace Slipway.Init.Tests.Link;

public sealed class ShortMessagesTests
{
    public static TheoryData<GuestReply> Replies() =>
    [
        new StartedReply { Pid = 7, InitStartMicroseconds = 1, ExecMicroseconds = long.MaxValue },
        new ExitedReply { Status = new ExitStatus { ExitCode = 255 } },
        new ExitedReply { Status = new ExitStatus { ExitCode = 137, Signal = 9, OomKilled = true } },
    ];

    [Theory]
    [MemberData(nameof(Replies))]
    public void TryEncode_Reply_GivesTheSerialisersBytes(GuestReply reply) =>
        Assert.Equal(Encoding.UTF8.GetString(LinkMessage.Encode(reply)), Encoding.UTF8.GetString(ShortMessages.TryEncode(reply)!));

    [Fact]
    public void TryEncode_OtherReply_IsLeftToTheSerialiser() => Assert.Null(ShortMessages.TryEncode(new DoneReply()));

    [Fact]
    public void TryDecode_TheHostsAttach_IsRead() => Assert.Equal(new AttachRequest(), ShortMessages.TryDecode(LinkMessage.Encode(new AttachRequest())));

    [Theory]
    [InlineData("{\"Type\":\"Attach\",\"X\":1}")]
    [InlineData("{\"Type\":\"Status\"}")]
    [InlineData("")]
    public void TryDecode_OtherRequest_IsLeftToTheSerialiser(string payload) => Assert.Null(ShortMessages.TryDecode(Encoding.UTF8.GetBytes(payload)));
}
