using Slipway.Oci;
using Slipway.Registry.Inspection;

namespace Slipway.Registry.Distribution;

/// <summary>Where the registry keeps uploads and how much of anything one request or organization may ask for.</summary>
/// <param name="Root">The registry's directory, on the file system of the blobs; <c>uploads/</c> and the key of upload handles are made in it.</param>
/// <param name="MaxManifestBytes">Largest manifest. Registries must take 4 MiB (distribution-spec 1.1, "Pushing Manifests").</param>
/// <param name="MaxManifestMemory">Bytes of manifests, and of lists of them, that may be in memory because clients of one organization send or read them.</param>
/// <param name="MaxDescriptors">Most descriptors of one manifest; each becomes a row that the collector reads.</param>
/// <param name="MaxTagParameters">Most <c>tag=</c> parameters of one push; registries should take 10.</param>
/// <param name="MaxPageSize">Most tags, repositories or referrers of one answer, and as many as come when a client names no number.</param>
/// <param name="MaxBlobBytes">Largest blob; null leaves it to the organizations' limits and the disk.</param>
/// <param name="MaxUploads">Most uploads that one organization may have open.</param>
/// <param name="UploadIdleTimeout">How long an upload is kept that nothing happens to; null is a day.</param>
/// <param name="LayerLimits">What a layer may unpack to; null is <see cref="Inspection.LayerLimits.Default"/>.</param>
public sealed record RegistryOptions(
    string Root,
    int MaxManifestBytes = OciLimits.MaxManifestBytes,
    long MaxManifestMemory = 16L * OciLimits.MaxManifestBytes,
    int MaxDescriptors = 4096,
    int MaxTagParameters = 64,
    int MaxPageSize = 1000,
    long? MaxBlobBytes = null,
    int MaxUploads = 1000,
    TimeSpan? UploadIdleTimeout = null,
    LayerLimits? LayerLimits = null)
{
    /// <summary>An upload that nobody resumes within a day will not be resumed.</summary>
    public static readonly TimeSpan DefaultUploadLifetime = TimeSpan.FromDays(1);

    /// <summary>How long an upload is kept that nothing happens to.</summary>
    public TimeSpan UploadLifetime => UploadIdleTimeout ?? DefaultUploadLifetime;
}
