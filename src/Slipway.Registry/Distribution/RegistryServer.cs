using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Registry.Blobs;
using Slipway.Registry.Inspection;
using Slipway.Registry.Metadata;
using Slipway.Registry.Pushes;
using Slipway.Registry.Uploads;

namespace Slipway.Registry.Distribution;

/// <summary>
/// The registry behind its authorizer: the distribution-spec's handlers and the uploads that are under way. Whoever makes it disposes it after the web server
/// has stopped; database, blobs and locks stay the maker's. Thread safe.
/// </summary>
/// <remarks>
/// When the web server begins to stop, call <see cref="ParkUploads"/>, or stopping waits for clients that upload. The web server must have a least data rate for
/// bodies, as Kestrel has by itself, against clients that send a byte a minute; its limit on bodies does not matter, uploads lift it.
/// </remarks>
public sealed class RegistryServer : IDisposable
{
    private readonly UploadStore _uploads;
    private readonly UploadMetrics _metrics;
    private readonly LayerInspections _inspections;
    private readonly DistributionHandler _handler;

    /// <summary>Finds the uploads of before a restart.</summary>
    /// <param name="listener">Hears of pushes; stays the maker's.</param>
    /// <exception cref="IOException">The root directory cannot be read or written.</exception>
    public RegistryServer(
        RegistryOptions options, RegistryDatabase database, IBlobStore blobs, BlobLocks locks, IPushListener? listener, TimeProvider time, ILoggerFactory logs)
    {
        var handles = new UploadHandles(UploadKeyFile.ReadOrCreate(options.Root));
        _uploads = new UploadStore(options, handles, time, logs.CreateLogger<UploadStore>());
        _metrics = new UploadMetrics(_uploads);
        _inspections = new LayerInspections(blobs, options.LayerLimits ?? LayerLimits.Default, Math.Max(1, Environment.ProcessorCount / 2));
        var layers = new LayerCheck(_inspections, database, logs.CreateLogger<LayerCheck>());
        var resources = new RegistryResources(options, database, blobs, locks, _uploads, layers, listener, logs);
        _handler = new DistributionHandler(resources, logs.CreateLogger<DistributionHandler>());
    }

    /// <summary>Answers a request that carries the feature <c>RegistryRequest</c>; a request without it is refused.</summary>
    public Task HandleAsync(HttpContext context) => _handler.HandleAsync(context);

    /// <summary>Ends the uploads that nothing has happened to for too long; for the collector.</summary>
    public ExpiredUploads ExpireUploads(DateTimeOffset now, CancellationToken cancellationToken) => _uploads.Expire(now, cancellationToken);

    /// <summary>Ends every request that uploads, with 503, keeping what arrived; clients go on after the restart.</summary>
    public void ParkUploads() => _uploads.Park();

    public void Dispose()
    {
        _inspections.Dispose();
        _metrics.Dispose();
        _uploads.Dispose();
    }
}
