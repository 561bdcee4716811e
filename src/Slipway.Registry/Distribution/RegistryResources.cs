using Microsoft.Extensions.Logging;
using Slipway.Registry.Blobs;
using Slipway.Registry.Inspection;
using Slipway.Registry.Metadata;
using Slipway.Registry.Pushes;
using Slipway.Registry.Uploads;

namespace Slipway.Registry.Distribution;

/// <summary>The specification's resources, one object each.</summary>
internal sealed class RegistryResources
{
    public RegistryResources(
        RegistryOptions options, RegistryDatabase database, IBlobStore blobs, BlobLocks locks, UploadStore uploads, LayerCheck layers, IPushListener? listener, ILoggerFactory logs)
    {
        var memory = new ManifestMemory(options.MaxManifestMemory);
        var commit = new BlobCommit(uploads, blobs, locks, database, layers, listener);
        Catalog = new CatalogResource(options, database);
        Tags = new TagsResource(options, database);
        Referrers = new ReferrersResource(options, database, memory);
        Manifests = new ManifestResource(database, memory, new ManifestPush(options, database, memory, layers, listener));
        Blobs = new BlobResource(database, blobs, logs.CreateLogger<BlobResource>());
        Uploads = new UploadsResource(uploads, commit, database);
        Upload = new UploadResource(uploads, commit);
    }

    public CatalogResource Catalog { get; }

    public TagsResource Tags { get; }

    public ReferrersResource Referrers { get; }

    public ManifestResource Manifests { get; }

    public BlobResource Blobs { get; }

    public UploadsResource Uploads { get; }

    public UploadResource Upload { get; }
}
