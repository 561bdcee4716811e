using Slipway.Registry.Blobs.S3;

namespace Slipway.Registry.Tests.Blobs.S3;

public sealed class S3OptionsTests
{
    private static readonly S3Options s_good = new(new Uri("https://s3.example.com"), "bucket", "us-east-1", "registry/one", PathStyle: false);

    public static TheoryData<S3Options, string> Wrong => new()
    {
        { s_good with { Endpoint = new Uri("ftp://s3.example.com") }, "no http or https address" },
        { s_good with { Endpoint = new Uri("relative", UriKind.Relative) }, "no http or https address" },
        { s_good with { Endpoint = new Uri("https://key:hidden@s3.example.com") }, "credentials come from" },
        { s_good with { Bucket = "ab" }, "3 to 63" },
        { s_good with { Bucket = "a/b/c" }, "3 to 63" },
        { s_good with { Bucket = "my.bucket" }, "path style" },
        { s_good with { Region = "" }, "region" },
        { s_good with { Region = "us/east" }, "region" },
        { s_good with { Prefix = "/a" }, "prefix" },
        { s_good with { Prefix = "a//b" }, "prefix" },
        { s_good with { Prefix = "a/../b" }, "prefix" },
        { s_good with { Prefix = "a b" }, "prefix" },
    };

    [Theory]
    [InlineData("")]
    [InlineData("registry")]
    [InlineData("registry/one/")]
    public void FindFaults_GoodOptions_FindsNone(string prefix) => Assert.Empty((s_good with { Prefix = prefix }).FindFaults());

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void FindFaults_WrongOption_SaysWhich(S3Options options, string words)
    {
        var fault = Assert.Single(options.FindFaults());
        Assert.Contains(words, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void FindFaults_ManyWrong_SaysAll() => Assert.Equal(4, new S3Options(new Uri("ftp://x"), "", "", "/").FindFaults().Count);
}
