using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Registry.Blobs.S3;

/// <summary>
/// AWS Signature Version 4 in the Authorization header, as S3 wants it ("Signature Calculations for the Authorization Header: Transferring Payload in a
/// Single Chunk", Amazon S3 API reference): the path is encoded once and never normalised, the payload's hash is a header.
/// </summary>
/// <remarks>
/// <code>
/// canonical = method \n path \n query \n (name:value \n)* \n names \n payload hash
/// to sign   = AWS4-HMAC-SHA256 \n time \n scope \n hex(sha256(canonical))        scope = day/region/s3/aws4_request
/// key       = hmac(hmac(hmac(hmac("AWS4" + secret, day), region), "s3"), "aws4_request")
/// </code>
/// </remarks>
internal static class S3Signature
{
    /// <summary>SHA-256 of no bytes: the payload's hash where there is none.</summary>
    public const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The time as the <c>x-amz-date</c> header and the signature write it: 20130524T000000Z.</summary>
    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The Authorization header's value. <paramref name="headers"/> are those that are signed, by lower-case name, with host and x-amz-date.</summary>
    /// <param name="method">GET, PUT, …</param>
    /// <param name="path">As it is sent (<see cref="S3Address.PathOf"/>).</param>
    /// <param name="query">As it is sent (<see cref="S3Address.QueryOf"/>).</param>
    public static string Authorize(
        S3Credentials credentials, string region, string method, string path, string query, SortedDictionary<string, string> headers)
    {
        var stamp = headers["x-amz-date"];
        var day = stamp[..8];
        var scope = $"{day}/{region}/s3/aws4_request";
        var names = string.Join(';', headers.Keys);
        var toSign = $"{Algorithm}\n{stamp}\n{scope}\n{HashOf(Canonicalize(method, path, query, headers))}";
        var signature = Convert.ToHexStringLower(Mac(KeyOf(credentials.SecretKey, day, region), toSign));
        return $"{Algorithm} Credential={credentials.AccessKey}/{scope}, SignedHeaders={names}, Signature={signature}";
    }

    /// <summary>The canonical request.</summary>
    public static string Canonicalize(string method, string path, string query, SortedDictionary<string, string> headers)
    {
        var text = new StringBuilder(512).Append(method).Append('\n').Append(path).Append('\n').Append(query).Append('\n');
        foreach (var (name, value) in headers)
            text.Append(name).Append(':').Append(value.Trim()).Append('\n');
        return text.Append('\n').AppendJoin(';', headers.Keys).Append('\n').Append(headers["x-amz-content-sha256"]).ToString();
    }

    private static byte[] KeyOf(string secret, string day, string region)
    {
        var key = Mac(Encoding.UTF8.GetBytes("AWS4" + secret), day);
        key = Mac(key, region);
        key = Mac(key, "s3");
        return Mac(key, "aws4_request");
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
