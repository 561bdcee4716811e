using CsCheck;
using Slipway.Host.Networks;

namespace Slipway.Host.Tests.Networks;

public sealed class HostResolversTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("nameserver 192.0.2.53\n", "192.0.2.53")]
    [InlineData("# nameserver 192.0.2.1\nsearch example.org\n  nameserver\t192.0.2.53  # ours\nnameserver 192.0.2.54", "192.0.2.53 192.0.2.54")]
    [InlineData("nameserver 127.0.0.53\nnameserver 127.0.0.1\nnameserver 0.0.0.0\n", "")]
    [InlineData("nameserver 2001:db8::1\nnameserver ::1\nnameserver fe80::1%eth0\nnameserver 192.0.2.53\n", "192.0.2.53")]
    [InlineData("nameserver 192.0.2.1\nnameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n", "192.0.2.1 192.0.2.2 192.0.2.3")]
    [InlineData("nameserver\nnameserver x\nnameservers 192.0.2.1\r\nnameserver 192.0.2.2\r\n", "192.0.2.2")]
    public void Parse_ResolvConf_TakesWhatAGuestCanReach(string text, string expected) => Assert.Equal(expected, string.Join(' ', HostResolvers.Parse(text)));

    [Fact]
    public void Parse_AnyText_GivesAtMostThree() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["nameserv 0123456789.:%#\n\t"], 0, 200]).Sample(text => HostResolvers.Parse(text).Count <= 3);
}
