using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Copies;

/// <summary>Reads what a source has, from its top down. Used once.</summary>
internal sealed class CopyPlanner(IDocumentSource source)
{
    /// <summary>Most manifests and indexes of one copy, and most bytes of them all: they are held until their blobs are there.</summary>
    private const int MaxManifests = 4096;

    private const long MaxTotalBytes = 256L * 1024 * 1024;

    private readonly Dictionary<Digest, Descriptor> _blobs = [];
    private readonly HashSet<Digest> _seen = [];
    private readonly List<PlannedManifest> _manifests = [];
    private long _totalBytes;

    /// <summary>The image for one platform, chosen as a pull would.</summary>
    public async Task<CopyPlan> PlanAsync(Platform platform, CancellationToken cancellationToken)
    {
        var image = await source.ResolveAsync(platform, cancellationToken);
        var content = image.Manifest.Content;
        var blobs = content.Layers.Append(content.Config).DistinctBy(static blob => blob.Digest);
        return new CopyPlan([.. blobs], [new PlannedManifest(image.Digest, image.Manifest.MediaType, image.Manifest.Bytes)]);
    }

    /// <summary>Everything. Errors: <see cref="OciErrorCode.TooLarge"/>, and those of reading it.</summary>
    public async Task<CopyPlan> PlanAllAsync(CancellationToken cancellationToken)
    {
        var top = await source.ReadTopAsync(platform: null, cancellationToken);
        await AddAsync(top, depth: 0, cancellationToken);
        return new CopyPlan(_blobs.Values, _manifests);
    }

    private async Task AddAsync(SourceDocument document, int depth, CancellationToken cancellationToken)
    {
        if (!_seen.Add(document.Digest))
            return;

        _totalBytes += document.Bytes.Length;
        if (depth > OciLimits.MaxIndexDepth || _seen.Count > MaxManifests || _totalBytes > MaxTotalBytes)
        {
            throw new OciException(
                OciErrorCode.TooLarge,
                $"{source.Name} is too large to be copied whole: at most {MaxManifests} manifests of {MaxTotalBytes >> 20} MiB, and {OciLimits.MaxIndexDepth} indexes one inside another, are allowed.");
        }

        var links = ManifestLinks.Read(document.Bytes, document.MediaType, source.Name);
        foreach (var child in links.Manifests)
        {
            if (!_seen.Contains(child.Digest))
                await AddAsync(new SourceDocument(await source.ReadManifestAsync(child, cancellationToken), child.MediaType, child.Digest), depth + 1, cancellationToken);
        }

        foreach (var blob in links.Blobs)
            _blobs.TryAdd(blob.Digest, blob);
        _manifests.Add(new PlannedManifest(document.Digest, links.MediaType, document.Bytes));
    }
}
