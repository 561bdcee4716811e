using Slipway.Registry.Authorizer;

namespace Slipway.Daemon.Settings;

/// <summary>What the role registry was told.</summary>
/// <param name="Scheme">How clients without credentials are asked for them.</param>
/// <param name="Upstream">Gateway mode: the registry that keeps the images; null when this one does.</param>
/// <param name="ObjectStore">Where blobs are kept; null for the data directory.</param>
/// <param name="TokenRequests">Requests that one token may send; null is no limit.</param>
/// <param name="Grace">How long the collector leaves what nothing refers to.</param>
/// <param name="CollectEvery">Time between two collections.</param>
/// <param name="UploadIdle">How long an upload is kept that nothing happens to.</param>
internal sealed record RegistrySettings(
    RegistryAuthScheme Scheme,
    UpstreamSettings? Upstream,
    ObjectStoreSettings? ObjectStore,
    RateLimit? TokenRequests,
    TimeSpan Grace,
    TimeSpan CollectEvery,
    TimeSpan UploadIdle);
