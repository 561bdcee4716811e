using CsCheck;

namespace Slipway.Oci.Tests;

public sealed class ReferenceTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("alpine", "docker.io/library/alpine:latest")]
    [InlineData("alpine:3.20", "docker.io/library/alpine:3.20")]
    [InlineData("library/alpine", "docker.io/library/alpine:latest")]
    [InlineData("bitnami/redis", "docker.io/bitnami/redis:latest")]
    [InlineData("docker.io/alpine", "docker.io/library/alpine:latest")]
    [InlineData("index.docker.io/alpine", "docker.io/library/alpine:latest")]
    [InlineData("docker.io/a/b/c", "docker.io/a/b/c:latest")]
    [InlineData("localhost/app", "localhost/app:latest")]
    [InlineData("localhost:5000/app:v1", "localhost:5000/app:v1")]
    [InlineData("host:80/a", "host:80/a:latest")]
    [InlineData("ghcr.io/o/r", "ghcr.io/o/r:latest")]
    [InlineData("foo/bar", "docker.io/foo/bar:latest")]
    [InlineData("foo.bar/baz", "foo.bar/baz:latest")]
    [InlineData("Uppercase/lower", "Uppercase/lower:latest")]
    [InlineData("127.0.0.1:5000/a", "127.0.0.1:5000/a:latest")]
    [InlineData("[::1]:5000/a", "[::1]:5000/a:latest")]
    [InlineData("[2001:db8::1]/a", "[2001:db8::1]/a:latest")]
    [InlineData("a__b/c--d/e.f_g", "docker.io/a__b/c--d/e.f_g:latest")]
    [InlineData("docker:dind", "docker.io/library/docker:dind")]
    [InlineData("a@sha256:" + Hex, "docker.io/library/a@sha256:" + Hex)]
    [InlineData("a:t@sha256:" + Hex, "docker.io/library/a:t@sha256:" + Hex)]
    [InlineData("xn--bcher-kva.example/a:_x", "xn--bcher-kva.example/a:_x")]
    public void Parse_Name_NormalisesAsDockerDoes(string text, string full) => Assert.Equal(full, Reference.Parse(text).ToString());

    [Theory]
    [InlineData("", "empty")]
    [InlineData("Alpine", "lower case")]
    [InlineData("a/Bc", "lower case")]
    [InlineData("library/Alpine", "lower case")]
    [InlineData("a:", "tag")]
    [InlineData("a:-x", "tag")]
    [InlineData("a:.x", "tag")]
    [InlineData("a:b:c", "tag")]
    [InlineData("a:b/c", "port")]
    [InlineData("a@", "digest")]
    [InlineData("a@md5:d41d8cd98f00b204e9800998ecf8427e", "digest")]
    [InlineData("a@sha256:abc", "digest")]
    [InlineData("/a", "lower-case letters")]
    [InlineData("a/", "lower-case letters")]
    [InlineData("a//b", "lower-case letters")]
    [InlineData("a/../b", "lower-case letters")]
    [InlineData("../a", "host name")]
    [InlineData("a..b", "lower-case letters")]
    [InlineData("a___b", "lower-case letters")]
    [InlineData("a-/b", "lower-case letters")]
    [InlineData("_a", "lower-case letters")]
    [InlineData("a b", "lower-case letters")]
    [InlineData("é", "lower-case letters")]
    [InlineData("host:/a", "port")]
    [InlineData("host:0/a", "port")]
    [InlineData("host:65536/a", "port")]
    [InlineData("-host.x/a", "host name")]
    [InlineData("ho_st.x/a", "host name")]
    [InlineData("a.b\r\n.c/a", "host name")]
    [InlineData("[::1%25lo]/a", "IPv6")]
    [InlineData("[127.0.0.1]/a", "IPv6")]
    [InlineData("https://ghcr.io/a", "port")]
    [InlineData(Hex, "id")]
    public void Parse_BrokenName_SaysWhichRule(string text, string rule)
    {
        var error = Assert.Throws<OciException>(() => Reference.Parse(text));
        Assert.Equal(OciErrorCode.Malformed, error.Code);
        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
        Assert.False(Reference.TryParse(text, out _));
    }

    [Fact]
    public void Parse_NameOf255_IsTaken_256_IsNot()
    {
        var repository = new string('a', OciLimits.MaxNameLength - "ghcr.io/".Length);
        Assert.True(Reference.TryParse("ghcr.io/" + repository, out _));
        Assert.False(Reference.TryParse("ghcr.io/" + repository + "a", out _));
    }

    [Fact]
    public void Parse_TagOf128_IsTaken_129_IsNot()
    {
        Assert.True(Reference.TryParse("a:" + new string('x', 128), out _));
        Assert.False(Reference.TryParse("a:" + new string('x', 129), out _));
    }

    [Theory]
    [InlineData("alpine", "alpine:latest")]
    [InlineData("bitnami/redis:7", "bitnami/redis:7")]
    [InlineData("docker.io/library/a/b", "library/a/b:latest")]
    [InlineData("ghcr.io/o/r", "ghcr.io/o/r:latest")]
    public void FamiliarName_IsWhatPeopleType(string text, string familiar) => Assert.Equal(familiar, Reference.Parse(text).FamiliarName);

    [Fact]
    public void Identifier_TagAndDigest_IsTheDigest() => Assert.Equal("sha256:" + Hex, Reference.Parse("a:t@sha256:" + Hex).Identifier);

    [Fact]
    public void Parse_GeneratedNames_RoundTrip()
    {
        var word = Gen.Char["abc019"].Array[1, 4].Select(static c => new string(c));
        var component = Gen.Select(word, Gen.OneOf(".", "_", "__", "-", "---"), word).Select(static (a, s, b) => a + s + b);
        var path = Gen.OneOf(word, component).Array[1, 4].Select(static parts => string.Join('/', parts));
        var registry = Gen.OneOf("", "docker.io/", "localhost/", "localhost:5000/", "ghcr.io/", "HOST/", "[::1]:1/", "10.0.0.1:65535/");
        var tag = Gen.OneOf(Gen.Const(""), Gen.Char["aZ0_.-"].Array[1, 8].Select(static c => ":x" + new string(c)));
        var digest = Gen.OneOf("", "@sha256:" + Hex);
        Gen.Select(registry, path, tag, digest).Sample((r, p, t, d) =>
        {
            var reference = Reference.Parse(r + p + t + d);
            Assert.Equal(reference, Reference.Parse(reference.ToString()));
            Assert.Equal(reference, Reference.Parse(reference.FamiliarName));
            Assert.True(reference.Registry.Length + 1 + reference.Repository.Length <= OciLimits.MaxNameLength);
        });
    }

    [Fact]
    public void TryParse_AnyText_NeverThrowsAndPrintsWhatItReads() =>
        Gen.Char["ab0AZ._-/:@[]%\n é"].Array[0, 40].Select(static c => new string(c)).Sample(static text =>
        {
            if (Reference.TryParse(text, out var reference))
                Assert.Equal(reference, Reference.Parse(reference.ToString()));
        }, iter: 20_000);
}
