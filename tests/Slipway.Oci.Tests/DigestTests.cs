using CsCheck;

namespace Slipway.Oci.Tests;

public sealed class DigestTests
{
    private const string Empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void Of_NoBytes_IsTheKnownDigest() => Assert.Equal(Empty, Digest.Of([]).ToString());

    [Fact]
    public void Of_Sha512_HasItsLength() => Assert.Equal(128, Digest.Of(Digest.Sha512, "x"u8).Hex.Length);

    [Theory]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("sha256")]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85")]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8555")]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData(" sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("sha256:../../../../etc/passwd/................................/aaaaaaaa")]
    public void TryParse_NotADigest_IsFalse(string text)
    {
        Assert.False(Digest.TryParse(text, out _));
        Assert.Equal(OciErrorCode.Malformed, Assert.Throws<OciException>(() => Digest.Parse(text)).Code);
    }

    [Fact]
    public void Matches_OtherBytes_IsFalse()
    {
        Assert.True(Digest.Parse(Empty).Matches([]));
        Assert.False(Digest.Parse(Empty).Matches([0]));
    }

    [Fact]
    public void Default_ToString_IsEmpty() => Assert.Equal("", default(Digest).ToString());

    [Fact]
    public void Parse_ToString_RoundTrips() =>
        Gen.Select(Gen.Byte.Array, Gen.OneOf(Digest.Sha256, Digest.Sha512)).Sample((bytes, algorithm) =>
        {
            var digest = Digest.Of(algorithm, bytes);
            Assert.Equal(digest, Digest.Parse(digest.ToString()));
            Assert.True(digest.Matches(bytes));
        });

    [Fact]
    public void TryParse_AnyText_AcceptsOnlyWhatItPrints() =>
        Gen.Char[" -~"].Array[0, 140].Select(chars => "sha256:" + new string(chars)).Sample(text =>
        {
            if (Digest.TryParse(text, out var digest))
                Assert.Equal(text, digest.ToString());
        });
}
