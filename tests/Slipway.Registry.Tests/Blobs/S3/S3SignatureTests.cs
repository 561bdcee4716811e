using System.Security.Cryptography;
using System.Text;
using Slipway.Registry.Blobs.S3;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>The four worked examples of "Signature Calculations for the Authorization Header" in the Amazon S3 API reference: one day, one key, one bucket.</summary>
public sealed class S3SignatureTests
{
    private static readonly S3Credentials s_key = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    private static readonly S3Address s_bucket =
        new(new S3Options(new Uri("https://s3.amazonaws.com"), "examplebucket", "us-east-1", PathStyle: false));

    [Fact]
    public void Authorize_GetObjectWithRange_IsAmazonsExample()
    {
        var headers = Headers(S3Signature.EmptyHash, ("range", "bytes=0-9"));

        var canonical = S3Signature.Canonicalize("GET", s_bucket.PathOf("test.txt"), "", headers);

        Assert.Equal(
            "7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
            + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            S3Signature.Authorize(s_key, "us-east-1", "GET", s_bucket.PathOf("test.txt"), "", headers));
    }

    [Fact]
    public void Authorize_PutObjectWithOddKey_IsAmazonsExample()
    {
        var headers = Headers(
            "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            ("date", "Fri, 24 May 2013 00:00:00 GMT"),
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"));

        Assert.Equal("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd", Sign("PUT", "test$file.text", [], headers));
        Assert.Equal(headers["x-amz-content-sha256"], new S3Bytes("Welcome to Amazon S3."u8.ToArray()).Sha256);
    }

    [Fact]
    public void Authorize_QueryWithoutValue_IsAmazonsExample() => Assert.Equal(
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543", Sign("GET", "", [new("lifecycle", "")], Headers(S3Signature.EmptyHash)));

    [Fact]
    public void Authorize_QueryOutOfOrder_IsAmazonsExample() => Assert.Equal(
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        Sign("GET", "", [new("prefix", "J"), new("max-keys", "2")], Headers(S3Signature.EmptyHash)));

    [Fact]
    public void Stamp_TimeOfAnotherZone_IsUtc() =>
        Assert.Equal("20130524T000000Z", S3Signature.Stamp(new DateTimeOffset(2013, 5, 24, 2, 0, 0, TimeSpan.FromHours(2))));

    private static string Sign(string method, string key, KeyValuePair<string, string>[] query, SortedDictionary<string, string> headers) =>
        S3Signature.Authorize(s_key, "us-east-1", method, s_bucket.PathOf(key), S3Address.QueryOf(query), headers).Split("Signature=")[1];

    private static SortedDictionary<string, string> Headers(string payload, params (string Name, string Value)[] more)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = s_bucket.Host,
            ["x-amz-content-sha256"] = payload,
            ["x-amz-date"] = "20130524T000000Z",
        };
        foreach (var (name, value) in more)
            headers[name] = value;
        return headers;
    }
}
