using System.Text.RegularExpressions;
using CsCheck;
using Slipway.Registry.Blobs.S3;

namespace Slipway.Registry.Tests.Blobs.S3;

public sealed partial class S3AddressTests
{
    private static readonly S3Options s_options = new(new Uri("http://127.0.0.1:9000"), "bucket", "us-east-1");

    /// <summary>Characters that some step between us and a server likes to tidy.</summary>
    private static readonly Gen<string> s_oddKey =
        Gen.OneOf(Gen.OneOf("/", ".", "..", "%", "%2F", "%2e", "+", " ", "?", "#", "&", "=", "*", "'", "(", "~", "\\", ":", "é", "€", "😀", "\u0001"), Gen.String.AlphaNumeric)
            .Array[1, 12].Select(string.Concat).Where(key => key.Length > 0);

    [Theory]
    [InlineData("https://s3.example.com", false, "https://bucket.s3.example.com/a", "bucket.s3.example.com")]
    [InlineData("https://s3.example.com", true, "https://s3.example.com/bucket/a", "s3.example.com")]
    [InlineData("https://s3.example.com:443/", true, "https://s3.example.com/bucket/a", "s3.example.com")]
    [InlineData("http://s3.example.com:9000", false, "http://bucket.s3.example.com:9000/a", "bucket.s3.example.com:9000")]
    [InlineData("http://[::1]:9000", true, "http://[::1]:9000/bucket/a", "[::1]:9000")]
    [InlineData("https://gate.example.com/s3/", true, "https://gate.example.com/s3/bucket/a", "gate.example.com")]
    public void UriOf_EndpointAndStyle_NamesTheObject(string endpoint, bool pathStyle, string expected, string host)
    {
        var address = new S3Address(s_options with { Endpoint = new Uri(endpoint), PathStyle = pathStyle });

        Assert.Equal(expected, address.UriOf(address.PathOf("a"), "").OriginalString);
        Assert.Equal(host, address.Host);
    }

    [Fact]
    public void PathOf_NoKey_IsTheBucket()
    {
        Assert.Equal("/bucket", new S3Address(s_options).PathOf(""));
        Assert.Equal("/", new S3Address(s_options with { PathStyle = false }).PathOf(""));
    }

    [Fact]
    public void PathOf_AnyKey_IsEncodedOnceAndDecodesToIt() => s_oddKey.Sample(key =>
    {
        var path = new S3Address(s_options).PathOf(key);

        Assert.Matches(Encoded, path);
        Assert.Equal("/bucket/" + key, Uri.UnescapeDataString(path));
    });

    [Fact]
    public void UriOf_AnyKeyAndQuery_IsSentAsItIsSigned() => Gen.Select(s_oddKey, s_oddKey).Sample((key, value) =>
    {
        var address = new S3Address(s_options);
        var (path, query) = (address.PathOf(key), S3Address.QueryOf([new("prefix", value)]));

        Assert.Equal($"{path}?{query}", address.UriOf(path, query).PathAndQuery);
    });

    [Fact]
    public void QueryOf_AnyPairs_IsSortedBySpelling() => Gen.Select(s_oddKey, s_oddKey).Array[0, 6].Sample(pairs =>
    {
        var query = S3Address.QueryOf(pairs.Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)));
        var parts = query.Length == 0 ? [] : query.Split('&');

        Assert.Equal(pairs.Length, parts.Length);
        Assert.Equal(parts.Order(StringComparer.Ordinal), parts);
    });

    [GeneratedRegex("^(/|[A-Za-z0-9._~-]|%[0-9A-F]{2})*$")]
    private static partial Regex Encoded { get; }
}
