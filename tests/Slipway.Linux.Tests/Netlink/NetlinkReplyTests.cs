using System.Buffers.Binary;
using CsCheck;
using Slipway.Linux.Netlink;
using Slipway.Linux.Nftables;

namespace Slipway.Linux.Tests.Netlink;

public sealed class NetlinkReplyTests
{
    [Fact]
    public void TryParse_AnyBytes_AreAMessageInsideTheDatagramOrNone() => Gen.Byte.Array[0, 96].Sample(bytes =>
    {
        if (!NetlinkReply.TryParse(bytes, out var reply))
            return;
        Assert.InRange(reply.Body.Length, 0, bytes.Length - NetlinkMessage.HeaderBytes);
        _ = (reply.Error, RouteReplies.LinkIndex(reply), RouteReplies.PrefixLength(reply), NftChain.TryRead(reply, NftHook.Forward));
    });

    [Fact]
    public void TryParse_AnyDatagram_Ends() => Gen.Byte[0, 40].Array[0, 256].Sample(bytes =>
    {
        ReadOnlyMemory<byte> rest = bytes;
        for (var length = rest.Length; NetlinkReply.TryParse(ref rest, out _); length = rest.Length)
            Assert.InRange(rest.Length, 0, length - NetlinkMessage.HeaderBytes);
    });

    [Fact]
    public void Attributes_AnyBytes_AreFoundInsideOrNot() => Gen.Select(Gen.Byte[0, 16].Array[0, 64], Gen.UShort[0, 4]).Sample((bytes, type) =>
        Assert.InRange(NetlinkAttributes.Find(bytes, type).Length, 0, Math.Max(0, bytes.Length - NetlinkMessage.AttributeHeaderBytes)));

    [Fact]
    public void Attributes_Written_AreReadBack() => Gen.Select(Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 40]).Sample((first, second) =>
    {
        var message = new NetlinkMessage(0, 0, []).Add(1, first).AddNested(2, nested => nested.Add(3, second)).Finish(1)[NetlinkMessage.HeaderBytes..];
        Assert.Equal(first, NetlinkAttributes.Find(message, 1).ToArray());
        Assert.Equal(second, NetlinkAttributes.Find(NetlinkAttributes.Find(message, 2), 3).ToArray());
        Assert.Empty(NetlinkAttributes.Find(message, 3).ToArray());
    });

    [Fact]
    public void TryParse_Message_IsReadBack() => Gen.Select(Gen.UShort, Gen.UInt, Gen.Byte.Array[0, 64]).Sample((type, serial, body) =>
    {
        var message = new NetlinkMessage(type, 0, body).Finish(serial).ToArray();

        Assert.True(NetlinkReply.TryParse(message, out var reply));
        Assert.Equal((type, serial), (reply.Type, reply.Serial));
        Assert.Equal(body, reply.Body.Span[..body.Length].ToArray());
    });

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public void Error_OfAnErrorMessage_IsItsErrno(int errno)
    {
        Span<byte> body = stackalloc byte[20];
        BinaryPrimitives.WriteInt32LittleEndian(body, -errno);

        Assert.True(NetlinkReply.TryParse(new NetlinkMessage(2, 0, body).Finish(1).ToArray(), out var reply));
        Assert.Equal(errno, reply.Error);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    public void Replies_CutShort_SayNothing(ushort type)
    {
        Assert.True(NetlinkReply.TryParse(new NetlinkMessage(type, 0, new byte[8]).Finish(1).ToArray(), out var reply));
        Assert.Null(RouteReplies.LinkIndex(reply));
        Assert.Null(RouteReplies.PrefixLength(reply));
    }
}
