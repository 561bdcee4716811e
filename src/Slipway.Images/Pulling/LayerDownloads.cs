using Slipway.Images.Content;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Images.Pulling;

/// <summary>
/// Brings an image's layers into the blob store, several at a time, lowest first. A layer that is there is not asked for again, and one that
/// another pull is fetching is waited for. Disposed when all started downloads have ended.
/// </summary>
internal sealed class LayerDownloads(BlobStore blobs, StoreLocks locks, IImageSource source, IProgress<ImageProgress> progress) : IDisposable
{
    /// <summary>As many as Docker takes by default: enough to hide round trips, few enough that the lowest layer comes first.</summary>
    private const int MaxParallel = 3;

    private readonly SemaphoreSlim _slots = new(MaxParallel);
    private readonly Dictionary<Digest, Task> _downloads = [];

    /// <summary>The started downloads.</summary>
    public IReadOnlyCollection<Task> All => _downloads.Values;

    /// <summary>Layers that were here before: what a damaged disk may have changed.</summary>
    public IList<Digest> Reused { get; } = [];

    /// <summary>Starts the download of a layer unless it is under way or here.</summary>
    public void Start(Descriptor layer, CancellationToken cancellationToken)
    {
        if (_downloads.ContainsKey(layer.Digest))
            return;
        if (blobs.Has(layer))
        {
            Reused.Add(layer.Digest);
            Report(ImagePhase.Exists, layer, layer.Size);
            _downloads.Add(layer.Digest, Task.CompletedTask);
            return;
        }

        _downloads.Add(layer.Digest, DownloadAsync(layer, cancellationToken));
    }

    /// <summary>Opens a started layer as soon as all of it is here.</summary>
    public async Task<Stream> OpenAsync(Descriptor layer, CancellationToken cancellationToken)
    {
        await _downloads[layer.Digest].WaitAsync(cancellationToken);
        return blobs.Open(layer.Digest);
    }

    public void Dispose() => _slots.Dispose();

    private async Task DownloadAsync(Descriptor layer, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            using var turn = await locks.BlobAsync(layer.Digest, () => Report(ImagePhase.Waiting, layer, 0), cancellationToken);
            if (!blobs.Has(layer))
                await FetchAsync(layer, cancellationToken);
            Report(ImagePhase.Downloaded, layer, layer.Size);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task FetchAsync(Descriptor layer, CancellationToken cancellationToken)
    {
        Report(ImagePhase.Downloading, layer, 0);
        await using var content = await source.OpenBlobAsync(layer, cancellationToken);
        using var ingest = blobs.BeginIngest(layer.Digest, layer.Size);
        var buffer = new byte[BlobIngest.ChunkBytes];
        var done = 0L;
        for (int n; (n = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)) > 0;)
        {
            ingest.Append(buffer.AsSpan(0, n));
            done += n;
            Report(ImagePhase.Downloading, layer, done);
        }

        ingest.Commit();
    }

    private void Report(ImagePhase phase, Descriptor layer, long done) => progress.Report(new ImageProgress(phase, layer.Digest, done, layer.Size));
}
