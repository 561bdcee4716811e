using Slipway.Oci;

namespace Slipway.Registry.Metadata;

/// <summary>How storing a manifest ended.</summary>
public abstract record PutManifestOutcome
{
    private PutManifestOutcome()
    {
    }

    /// <summary>It is stored, durably, and the tags name it.</summary>
    public sealed record Stored : PutManifestOutcome;

    /// <summary>Nothing was stored: these blobs or manifests are not in the repository.</summary>
    public sealed record Missing(IReadOnlyList<Digest> Digests) : PutManifestOutcome;

    /// <summary>Nothing was stored: the repository would have more tags or manifests than it may.</summary>
    public sealed record TooMany(string What, int Limit) : PutManifestOutcome;

    /// <summary>Nothing was stored: the organization would have more repositories than it may.</summary>
    public sealed record OverQuota(int Used, int Limit) : PutManifestOutcome;
}
