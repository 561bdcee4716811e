namespace Slipway.Registry.Metadata;

/// <summary>What the database keeps in memory. A tag's entry holds its manifest itself, so that reading by tag is one look and never half of two.</summary>
internal sealed class MetadataCaches(long maxBytes)
{
    public CoherentCache<RepositoryDigest, StoredManifest> Manifests { get; } = new(maxBytes * 3 / 8, static manifest => manifest.Bytes.Length);

    public CoherentCache<RepositoryTag, StoredManifest> Tags { get; } = new(maxBytes * 3 / 8, static manifest => manifest.Bytes.Length);

    public CoherentCache<RepositoryDigest, BlobLink> Links { get; } = new(maxBytes / 4, static _ => 0);

    /// <summary>Before the commit.</summary>
    public void BeginChanges(WriteContext context)
    {
        foreach (var key in context.ChangedManifests)
            Manifests.BeginChange(key);
        foreach (var key in context.ChangedTags)
            Tags.BeginChange(key);
        foreach (var key in context.ChangedLinks)
            Links.BeginChange(key);
    }

    /// <summary>After the commit, however it ended.</summary>
    public void EndChanges(WriteContext context)
    {
        foreach (var key in context.ChangedManifests)
            Manifests.EndChange(key);
        foreach (var key in context.ChangedTags)
            Tags.EndChange(key);
        foreach (var key in context.ChangedLinks)
            Links.EndChange(key);
    }
}
