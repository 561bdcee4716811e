using System.Net.Http.Headers;

namespace Slipway.Registry.Blobs.S3;

/// <summary>One request, unsigned: it is signed anew for each attempt.</summary>
/// <param name="Key">The object; "" for the bucket.</param>
internal sealed record S3Request(HttpMethod Method, string Key)
{
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    public S3Payload? Payload { get; init; }

    public RangeHeaderValue? Range { get; init; }

    /// <summary>How long the server may be silent.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a passing fault is met before it is thrown.</summary>
    public int Attempts { get; init; } = 5;
}
