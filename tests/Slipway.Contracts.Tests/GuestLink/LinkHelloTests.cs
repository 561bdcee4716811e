using Slipway.Contracts.GuestLink;

namespace Slipway.Contracts.Tests.GuestLink;

public sealed class LinkHelloTests
{
    [Theory]
    [InlineData("slipway-init 0.1.0")]
    [InlineData("")]
    [InlineData("ünïcode ☃")]
    public void Write_ThenParse_GivesTheSame(string software)
    {
        var hello = new LinkHello(3, 0x0123_4567_89AB_CDEF, software);
        var bytes = new byte[LinkHello.MaxBytes];
        Assert.True(LinkHello.TryParse(bytes.AsSpan(0, hello.Write(bytes)), out var back));
        Assert.Equal(hello, back);
    }

    [Fact]
    public void Write_LongSoftwareName_IsCut()
    {
        var bytes = new byte[LinkHello.MaxBytes];
        var length = new LinkHello(1, 2, new string('☃', 100)).Write(bytes);
        Assert.True(LinkHello.TryParse(bytes.AsSpan(0, length), out var back));
        Assert.Equal(new string('☃', 21), back.Software);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(77)]
    public void TryParse_WrongLength_IsRefused(int length) => Assert.False(LinkHello.TryParse(new byte[length], out _));
}
