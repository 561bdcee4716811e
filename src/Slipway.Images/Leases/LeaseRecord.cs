using System.Text.Json.Serialization;

namespace Slipway.Images.Leases;

/// <summary>One file of the leases; the file's name is the lease's.</summary>
internal sealed record LeaseRecord
{
    /// <summary>What the image was called.</summary>
    [JsonPropertyName("image")]
    public required string Image { get; init; }

    /// <summary>The manifest's digest.</summary>
    [JsonPropertyName("digest")]
    public required string Digest { get; init; }

    /// <summary>What the programs were built for.</summary>
    [JsonPropertyName("platform")]
    public required string Platform { get; init; }

    /// <summary>When it was taken.</summary>
    [JsonPropertyName("taken")]
    public required DateTimeOffset Taken { get; init; }
}
