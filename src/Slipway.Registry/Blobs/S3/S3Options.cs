namespace Slipway.Registry.Blobs.S3;

/// <summary>Where blobs go in an S3-compatible store. Credentials come apart from it (<see cref="S3CredentialSource"/>).</summary>
/// <param name="Endpoint">Address of the service without the bucket: <c>https://s3.eu-central-1.amazonaws.com</c>, or http for one on this machine or in a network of one's own.</param>
/// <param name="Bucket">An existing bucket.</param>
/// <param name="Region">The region that requests are signed for; <c>us-east-1</c> for most servers that know no regions.</param>
/// <param name="Prefix">Goes in front of every key, so that a bucket can be shared: <c>registry/</c>. "" for none; a slash is added at its end.</param>
/// <param name="PathStyle">True for <c>endpoint/bucket/key</c>, which every server knows; false for <c>bucket.endpoint/key</c>, as Amazon's newer buckets want it.</param>
public sealed record S3Options(Uri Endpoint, string Bucket, string Region, string Prefix = "", bool PathStyle = true)
{
    private const int MaxPrefixLength = 512;

    /// <summary>Everything that is wrong with these options, a sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> FindFaults() => [.. EndpointFaults(), .. NameFaults()];

    private IEnumerable<string> EndpointFaults()
    {
        if (!Endpoint.IsAbsoluteUri || (Endpoint.Scheme != Uri.UriSchemeHttps && Endpoint.Scheme != Uri.UriSchemeHttp))
            yield return $"S3 endpoint '{Endpoint}' is no http or https address.";
        else if (Endpoint.UserInfo.Length > 0 || Endpoint.Query.Length > 0 || Endpoint.Fragment.Length > 0)
            yield return $"S3 endpoint on host {Endpoint.Host} has a user, query or fragment; credentials come from a file or the environment.";
    }

    private IEnumerable<string> NameFaults()
    {
        if (Bucket.Length is < 3 or > 63 || !Bucket.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') || !char.IsAsciiLetterOrDigit(Bucket[0]))
            yield return $"S3 bucket '{Bucket}' is not 3 to 63 letters, digits, dots, dashes or underscores that begin with a letter or digit.";
        else if (!PathStyle && Bucket.Any(c => c is '.' or '_' || char.IsAsciiLetterUpper(c)))
            yield return $"S3 bucket '{Bucket}' cannot be a host name that a certificate covers; use path style.";
        if (Region.Length is 0 or > 64 || !Region.All(c => char.IsAsciiLetterOrDigit(c) || c is '-'))
            yield return $"S3 region '{Region}' is not 1 to 64 letters, digits or dashes.";
        if (Prefix.Length > MaxPrefixLength || Prefix.Trim('/').Split('/').Any(part => !IsPlainSegment(part) && Prefix.Length > 0) || Prefix.StartsWith('/'))
            yield return $"S3 prefix '{Prefix}' is not names of letters, digits, dots, dashes and underscores joined by single slashes, {MaxPrefixLength} characters at most.";
    }

    private static bool IsPlainSegment(string segment) =>
        segment.Length > 0 && segment is not ("." or "..") && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');
}
