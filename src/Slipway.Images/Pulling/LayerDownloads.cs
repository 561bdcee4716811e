using Slipway.Images.Content;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Images.Pulling;

/// <summary>
/// Brings an image's layers into the blob store, several at a time, lowest first; each can be read while it arrives. A layer that is there is not asked for
/// again, and one that another pull is fetching is waited for. Disposed when all started downloads have ended.
/// </summary>
/// <param name="asksSource">False to take layers from the store only.</param>
internal sealed class LayerDownloads(BlobStore blobs, StoreLocks locks, IImageSource source, bool asksSource, IProgress<ImageProgress> progress)
    : ILayerBlobs, IDisposable
{
    /// <summary>As many as Docker takes by default: enough to hide round trips, few enough that the lowest layer comes first.</summary>
    public const int MaxParallel = 3;

    private readonly SemaphoreSlim _slots = new(MaxParallel);
    private readonly Dictionary<Digest, LayerDownload> _downloads = [];

    /// <summary>The started downloads.</summary>
    public IEnumerable<Task> All => _downloads.Values.Select(download => download.Ended);

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
            _downloads.Add(layer.Digest, new LayerDownload(Task.FromResult<BlobIngest?>(null), Task.CompletedTask));
            return;
        }

        var begins = new TaskCompletionSource<BlobIngest?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _downloads.Add(layer.Digest, new LayerDownload(begins.Task, DownloadAsync(layer, begins, cancellationToken)));
    }

    /// <inheritdoc/>
    public Task BeginsAsync(Descriptor layer, CancellationToken cancellationToken) => _downloads[layer.Digest].Begins.WaitAsync(cancellationToken);

    /// <summary>Opens a started layer as soon as its first bytes are here; reading waits for the others.</summary>
    public async Task<Stream> OpenAsync(Descriptor layer, CancellationToken cancellationToken)
    {
        var download = _downloads[layer.Digest];
        if (await download.Begins.WaitAsync(cancellationToken) is { } arriving && arriving.TryFollow(cancellationToken) is { } followed)
            return followed;
        await download.Ended.WaitAsync(cancellationToken);
        return blobs.Open(layer.Digest);
    }

    public void Dispose() => _slots.Dispose();

    private async Task DownloadAsync(Descriptor layer, TaskCompletionSource<BlobIngest?> begins, CancellationToken cancellationToken)
    {
        try
        {
            await _slots.WaitAsync(cancellationToken);
            try
            {
                using var turn = await locks.BlobAsync(layer.Digest, () => Report(ImagePhase.Waiting, layer, 0), cancellationToken);
                if (!blobs.Has(layer))
                    await FetchAsync(layer, begins, cancellationToken);
                begins.TrySetResult(null);
                Report(ImagePhase.Downloaded, layer, layer.Size);
            }
            finally
            {
                _slots.Release();
            }
        }
        finally
        {
            begins.TrySetCanceled(CancellationToken.None);
        }
    }

    private async Task FetchAsync(Descriptor layer, TaskCompletionSource<BlobIngest?> begins, CancellationToken cancellationToken)
    {
        if (!asksSource)
            throw new ImageException(ImageErrorCode.NotFound, $"layer {layer.Digest} of {source.Name} is not here, and pulling was forbidden; pull the image first.");
        Report(ImagePhase.Downloading, layer, 0);
        await using var content = await source.OpenBlobAsync(layer, cancellationToken);
        using var ingest = blobs.BeginIngest(layer.Digest, layer.Size);
        var buffer = new byte[BlobIngest.ChunkBytes];
        var done = 0L;
        for (int n; (n = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)) > 0;)
        {
            ingest.Append(buffer.AsSpan(0, n));
            begins.TrySetResult(ingest);
            done += n;
            Report(ImagePhase.Downloading, layer, done);
        }

        ingest.Commit();
    }

    private void Report(ImagePhase phase, Descriptor layer, long done) => progress.Report(new ImageProgress(phase, layer.Digest, done, layer.Size));
}
