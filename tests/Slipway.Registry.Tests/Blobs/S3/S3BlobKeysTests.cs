using Slipway.Oci;
using Slipway.Registry.Blobs.S3;

namespace Slipway.Registry.Tests.Blobs.S3;

public sealed class S3BlobKeysTests
{
    [Theory]
    [InlineData("", "blobs/")]
    [InlineData("a", "a/blobs/")]
    [InlineData("a/b/", "a/b/blobs/")]
    public void KeyOf_AnyPrefix_IsFoundAgain(string prefix, string root)
    {
        var keys = new S3BlobKeys(prefix);
        foreach (var digest in new[] { Digest.Of("x"u8), Digest.Of(Digest.Sha512, "x"u8) })
        {
            Assert.Equal($"{root}{digest.Algorithm}/{digest.Hex[..2]}/{digest.Hex}", keys.KeyOf(digest));
            Assert.Equal(digest, keys.DigestOf(keys.KeyOf(digest)));
        }
    }

    [Theory]
    [InlineData("blobs/")]
    [InlineData("blobs/sha256/2d/2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881/x")]
    [InlineData("blobs/sha256/aa/2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881")]
    [InlineData("blobs/md5/2d/2d711642b726b04401627ca9fbac32f5")]
    [InlineData("other/blobs/sha256/2d/2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881")]
    public void DigestOf_ForeignKey_IsNull(string key) => Assert.Null(new S3BlobKeys("").DigestOf(key));
}
