using System.Net;
using Slipway.Oci.Registry;

namespace Slipway.Oci.Tests.Registry;

public sealed class RegistryTrustTests
{
    [Theory]
    [InlineData("alpine", "https://registry-1.docker.io/")]
    [InlineData("ghcr.io/o/r", "https://ghcr.io/")]
    [InlineData("10.0.0.1:5000/a", "https://10.0.0.1:5000/")]
    [InlineData("localhost/a", "http://localhost/")]
    [InlineData("localhost:5000/a", "http://localhost:5000/")]
    [InlineData("127.0.0.1:5000/a", "http://127.0.0.1:5000/")]
    [InlineData("[::1]:5000/a", "http://[::1]:5000/")]
    [InlineData("localhost.example.com/a", "https://localhost.example.com/")]
    public void Endpoint_PlainHttp_OnlyForThisMachine(string name, string uri) =>
        Assert.Equal(uri, new RegistryEndpoint(Reference.Parse(name)).BaseUri.ToString());

    [Theory]
    [InlineData("8.8.8.8", NetworkZone.Public)]
    [InlineData("2606:4700::1", NetworkZone.Public)]
    [InlineData("10.1.2.3", NetworkZone.Private)]
    [InlineData("172.31.255.255", NetworkZone.Private)]
    [InlineData("172.32.0.0", NetworkZone.Public)]
    [InlineData("100.100.100.200", NetworkZone.Private)]
    [InlineData("fd12::1", NetworkZone.Private)]
    [InlineData("::ffff:192.168.0.1", NetworkZone.Private)]
    [InlineData("64:ff9b::a00:1", NetworkZone.Private)]
    [InlineData("2002:7f00:1::", NetworkZone.Loopback)]
    [InlineData("0.0.0.0", NetworkZone.Loopback)]
    [InlineData("::", NetworkZone.Loopback)]
    [InlineData("::1", NetworkZone.Loopback)]
    [InlineData("169.254.169.254", NetworkZone.Forbidden)]
    [InlineData("::ffff:169.254.169.254", NetworkZone.Forbidden)]
    [InlineData("fe80::1", NetworkZone.Forbidden)]
    [InlineData("fd00:ec2::254", NetworkZone.Forbidden)]
    [InlineData("255.255.255.255", NetworkZone.Forbidden)]
    public void Zone_Address_IsWhereItLeads(string address, object zone) => Assert.Equal((NetworkZone)zone, NetworkZones.Of(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://auth.docker.io/token")]
    [InlineData("https://cdn.example.com:8443/x?signature=1")]
    [InlineData("https://1.1.1.1/x")]
    public void Verify_PublicRegistry_MayNamePublicPlaces(string uri) => Trust("docker.io/library/a").VerifyUri(new Uri(uri), "a test");

    [Theory]
    [InlineData("http://registry-1.docker.io/token")]
    [InlineData("http://auth.docker.io/token")]
    [InlineData("https://10.0.0.1/token")]
    [InlineData("https://192.168.1.1/token")]
    [InlineData("https://127.0.0.1/token")]
    [InlineData("https://localhost/token")]
    [InlineData("https://[::1]/token")]
    [InlineData("https://0x7f000001/token")]
    [InlineData("https://2130706433/token")]
    [InlineData("https://169.254.169.254/token")]
    [InlineData("https://registry-1.docker.io@10.0.0.1/token")]
    public void Verify_PublicRegistry_MayNotNameInternalPlaces(string uri)
    {
        var error = Assert.Throws<OciException>(() => Trust("docker.io/library/a").VerifyUri(new Uri(uri), "a test"));
        Assert.Equal(OciErrorCode.Untrusted, error.Code);
    }

    [Fact]
    public void Verify_NameThatResolvesInside_IsRefusedForAPublicRegistry()
    {
        var trust = Trust("docker.io/library/a");
        trust.Learn([IPAddress.Parse("8.8.8.8")]);
        Assert.Throws<OciException>(() => trust.VerifyAddresses([IPAddress.Parse("8.8.4.4"), IPAddress.Parse("10.0.0.1")], "evil.example.com"));
    }

    [Fact]
    public void Verify_PrivateRegistry_MayNamePrivatePlacesOnly()
    {
        var trust = Trust("registry.corp.example/a");
        trust.Learn([IPAddress.Parse("10.0.0.5")]);
        trust.VerifyAddresses([IPAddress.Parse("10.9.9.9"), IPAddress.Parse("8.8.8.8")], "auth.corp.example");
        Assert.Throws<OciException>(() => trust.VerifyAddresses([IPAddress.Loopback], "auth.corp.example"));
    }

    [Fact]
    public void Learn_RegistryThatMovesInside_StaysPublic()
    {
        var trust = Trust("evil.example.com/a");
        trust.Learn([IPAddress.Parse("10.0.0.5")]);
        trust.Learn([IPAddress.Parse("8.8.8.8")]);
        trust.Learn([IPAddress.Parse("10.0.0.5")]);
        Assert.Throws<OciException>(() => trust.VerifyAddresses([IPAddress.Parse("10.0.0.6")], "auth.example.com"));
    }

    private static RegistryTrust Trust(string name) => new(new RegistryEndpoint(Reference.Parse(name)));
}
