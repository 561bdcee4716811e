using Slipway.Daemon.Operations;
using Slipway.Daemon.Preparation;
using Slipway.Daemon.Settings;
using Slipway.Platform.Repositories;
using Slipway.Registry.Access;
using Slipway.Registry.Blobs;
using Slipway.Registry.Blobs.S3;
using Slipway.Registry.Collection;
using Slipway.Registry.Distribution;
using Slipway.Registry.Metadata;

namespace Slipway.Daemon.Roles;

/// <summary>A registry that keeps its images itself: metadata in SQLite, blobs in files or in a bucket.</summary>
internal sealed class StoreBackend : IRegistryBackend
{
    /// <summary>Less free room than this, and the server says that it is not ready before pushes begin to fail.</summary>
    private const long MinFreeBytes = 256L << 20;

    /// <summary>A multipart upload to the bucket that is this old was left by a killed process.</summary>
    private static readonly TimeSpan s_leftUploadAge = TimeSpan.FromHours(24);

    private readonly string _directory;
    private readonly IBlobStore _blobs;
    private readonly BlobLocks _locks;
    private readonly RegistryDatabase _database;
    private readonly RegistryServer _server;
    private readonly RegistrySettings _settings;
    private readonly ILoggerFactory _logs;
    private GarbageCollector? _collector;
    private CollectorService? _collecting;

    private StoreBackend(string directory, RegistrySettings settings, ImagePreparation? preparation, RegistryDatabase database, ILoggerFactory logs)
    {
        (_directory, _settings, _database, _logs) = (directory, settings, database, logs);
        _blobs = OpenBlobs(directory, settings.ObjectStore, TimeProvider.System, logs);
        _locks = new BlobLocks();
        var pushes = preparation is null ? null : new PushPreparation(preparation, database, _blobs);
        _server = new RegistryServer(new RegistryOptions(directory, UploadIdleTimeout: settings.UploadIdle), database, _blobs, _locks, pushes, TimeProvider.System, logs);
        Contents = new RepositoryContents(database);
    }

    public IReadOnlyList<HealthCheck> Checks => _blobs is S3BlobStore bucket
        ? [new HealthCheck("disk", CheckDisk), new HealthCheck("bucket", cancellationToken => CheckAsync(bucket, cancellationToken))]
        : [new HealthCheck("disk", CheckDisk)];

    public IRepositoryContents? Contents { get; }

    /// <summary>Opens database and blobs; the caller disposes the backend.</summary>
    /// <param name="preparation">Gets what is pushed; stays the caller's.</param>
    public static async Task<StoreBackend> OpenAsync(
        string directory, RegistrySettings settings, ImagePreparation? preparation, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var database = await RegistryDatabase.OpenAsync(
            Path.Combine(directory, "registry.db"), new RegistryDatabaseOptions(), TimeProvider.System, logs.CreateLogger<RegistryDatabase>(), cancellationToken);
        try
        {
            return new StoreBackend(directory, settings, preparation, database, logs);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public Task BeginAsync(IRegistryAuthority authority, CancellationToken cancellationToken)
    {
        var options = CollectorOptions.Default with { Grace = _settings.Grace, Interval = _settings.CollectEvery };
        _collector = new GarbageCollector(_database, _blobs, _locks, authority, options, _logs.CreateLogger<GarbageCollector>());
        _collecting = new CollectorService(_collector, options, ExpireUploadsAsync, TimeProvider.System, _logs.CreateLogger<CollectorService>());
        return _collecting.StartAsync(cancellationToken);
    }

    public Task HandleAsync(HttpContext context) => _server.HandleAsync(context);

    public void ParkUploads() => _server.ParkUploads();

    public async ValueTask DisposeAsync()
    {
        if (_collecting is not null)
            await _collecting.StopAsync(CancellationToken.None);
        _collecting?.Dispose();
        _collector?.Dispose();
        _server.Dispose();
        await _database.DisposeAsync();
        await _blobs.DisposeAsync();
        _locks.Dispose();
    }

    private static IBlobStore OpenBlobs(string directory, ObjectStoreSettings? bucket, TimeProvider time, ILoggerFactory logs)
    {
        if (bucket is null)
            return FileBlobStore.Open(directory, time);
        var options = new S3Options(bucket.Endpoint, bucket.Bucket, bucket.Region, bucket.Prefix ?? "", bucket.PathStyle);
        if (options.FindFaults() is { Count: > 0 } faults)
            throw new ConfigurationException(string.Join(' ', faults));
        var credentials = bucket.CredentialsFile is { } file ? S3CredentialSource.FromFile(file) : S3CredentialSource.FromEnvironment(Environment.GetEnvironmentVariable);
        return new S3BlobStore(options, credentials, time, logs.CreateLogger<S3BlobStore>());
    }

    private async Task ExpireUploadsAsync(CancellationToken cancellationToken)
    {
        _server.ExpireUploads(TimeProvider.System.GetUtcNow(), cancellationToken);
        if (_blobs is S3BlobStore bucket)
            await bucket.AbortLeftUploadsAsync(s_leftUploadAge, cancellationToken);
    }

    private Task<string?> CheckDisk(CancellationToken cancellationToken)
    {
        var free = new DriveInfo(_directory).AvailableFreeSpace;
        return Task.FromResult(free < MinFreeBytes ? $"{_directory} has {free} bytes left, less than {MinFreeBytes}" : null);
    }

    private static async Task<string?> CheckAsync(S3BlobStore bucket, CancellationToken cancellationToken)
    {
        try
        {
            await bucket.CheckAsync(cancellationToken);
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }
}
