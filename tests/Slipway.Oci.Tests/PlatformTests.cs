namespace Slipway.Oci.Tests;

public sealed class PlatformTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("linux/x86_64", "linux/amd64")]
    [InlineData("Linux/AMD64/v1", "linux/amd64")]
    [InlineData("linux/amd64/v3", "linux/amd64/v3")]
    [InlineData("linux/arm64/v8", "linux/arm64")]
    [InlineData("linux/aarch64", "linux/arm64")]
    [InlineData("linux/arm64/v9", "linux/arm64/v9")]
    [InlineData("linux/arm", "linux/arm/v7")]
    [InlineData("linux/arm/6", "linux/arm/v6")]
    [InlineData("linux/armhf", "linux/arm/v7")]
    [InlineData("linux/armel", "linux/arm/v6")]
    [InlineData("linux/i686", "linux/386")]
    [InlineData("arm64", "linux/arm64")]
    [InlineData("macos/arm64", "darwin/arm64")]
    [InlineData("linux/s390x", "linux/s390x")]
    public void Parse_Name_HasOneSpelling(string text, string expected) => Assert.Equal(expected, Platform.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("linux/")]
    [InlineData("/amd64")]
    [InlineData("linux/arm/v7/x")]
    [InlineData("linux/am d64")]
    public void Parse_NoPlatform_IsMalformed(string text) =>
        Assert.Equal(OciErrorCode.Malformed, Assert.Throws<OciException>(() => Platform.Parse(text)).Code);

    [Fact]
    public void Parse_SystemAlone_TakesThisProcessor() => Assert.Equal(Platform.Current, Platform.Parse("linux"));

    [Theory]
    [InlineData("linux/amd64", "linux/amd64", 0)]
    [InlineData("linux/amd64", "linux/arm64", null)]
    [InlineData("linux/amd64", "windows/amd64", null)]
    [InlineData("linux/amd64", "linux/386", null)]
    [InlineData("linux/amd64", "linux/amd64/v2", null)]
    [InlineData("linux/amd64/v3", "linux/amd64/v3", 0)]
    [InlineData("linux/amd64/v3", "linux/amd64/v2", 100)]
    [InlineData("linux/amd64/v3", "linux/amd64", 200)]
    [InlineData("linux/arm64/v9", "linux/arm64", 100)]
    [InlineData("linux/arm64/v8.5", "linux/arm64/v8.2", 3)]
    [InlineData("linux/arm64", "linux/arm64/v8", 0)]
    [InlineData("linux/arm/v7", "linux/arm/v6", 100)]
    [InlineData("linux/arm/v6", "linux/arm/v7", null)]
    [InlineData("linux/arm/v6", "linux/arm", null)]
    public void Rank_Candidate_OlderVariantsServeNewerOnesDoNot(string wanted, string offered, int? rank) =>
        Assert.Equal(rank, Platform.Parse(wanted).Rank(Platform.Parse(offered)));

    [Fact]
    public void Rank_OtherOsVersion_IsNoMatch()
    {
        var wanted = new Platform { Os = "windows", Architecture = "amd64", OsVersion = "10.0.17763" };
        Assert.Null(wanted.Rank(wanted with { OsVersion = "10.0.20348" }));
        Assert.Equal(0, wanted.Rank(wanted with { OsVersion = null }));
    }
}
