using System.Collections.Concurrent;
using System.Threading.Channels;
using Slipway.Images;
using Slipway.Images.Conversion;
using Slipway.Images.Store;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Daemon.Preparation;

/// <summary>
/// Converts layers and images for machines of this server before anybody starts one, in the background, in their order. What does not fit into the queue is
/// left to the first start, and so is what fails. Thread safe; disposed before what it reads from.
/// </summary>
internal sealed partial class ImagePreparation(ImageStore store, TimeProvider clock, ILogger<ImagePreparation> logger) : IAsyncDisposable
{
    /// <summary>An image has a hundred layers at most; more images at once than these wait for their first start.</summary>
    private const int MaxWaiting = 1000;

    /// <summary>As many as have a processor to unpack on, which they leave to pushes that want it; more than six at a time take too much memory.</summary>
    private static readonly int s_workers = Math.Min(Environment.ProcessorCount, 6);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<Func<CancellationToken, Task>> _queue = Channel.CreateBounded<Func<CancellationToken, Task>>(new BoundedChannelOptions(MaxWaiting));

    /// <summary>The ends of the layers that are converted or wait for that.</summary>
    private readonly ConcurrentDictionary<TaskCompletionSource, Digest> _layers = new();
    private Task _working = Task.CompletedTask;

    public void Begin() => _working = Task.WhenAll(Enumerable.Range(0, s_workers).Select(_ => WorkAsync()));

    /// <summary>Converts a layer. What is no layer is passed over.</summary>
    /// <param name="blob">As it is stored.</param>
    /// <param name="open">Opens the blob.</param>
    public void Add(Digest blob, long sizeBytes, Func<CancellationToken, Task<Stream>> open)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _layers.TryAdd(end, blob);
        if (!TryEnqueue(blob, PrepareLayerAsync))
            End();

        async Task PrepareLayerAsync(CancellationToken cancellationToken)
        {
            try
            {
                await store.PrepareLayerAsync(blob, sizeBytes, open, cancellationToken);
            }
            finally
            {
                End();
            }
        }

        void End()
        {
            _layers.TryRemove(end, out _);
            end.SetResult();
        }
    }

    /// <summary>Makes an image ready to run, if it is one for this server's processors. Waits for the layers that were added before, or it would convert them a second time.</summary>
    /// <param name="digest">Its manifest's.</param>
    /// <param name="image">Becomes this one's.</param>
    public void Add(Digest digest, IImageSource image)
    {
        var layers = Task.WhenAll(_layers.Keys.Select(end => end.Task));
        TryEnqueue(digest, async cancellationToken =>
        {
            await using (image)
            {
                await layers.WaitAsync(cancellationToken);
                await store.PrepareAsync(image, Oci.Platform.Current, cancellationToken);
            }
        });
    }

    /// <summary>Ends what is running.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _working;
        _stopping.Dispose();
    }

    private bool TryEnqueue(Digest digest, Func<CancellationToken, Task> prepare)
    {
        var isQueued = _queue.Writer.TryWrite(cancellationToken => PrepareAsync(digest, prepare, cancellationToken));
        if (!isQueued)
            LogFull(logger, digest, MaxWaiting);
        return isQueued;
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var prepare in _queue.Reader.ReadAllAsync(_stopping.Token))
            {
                await prepare(_stopping.Token);
                // Machines run from a layer before it is on the disk, so what waits to be converted does not wait for the disk.
                if (_queue.Reader.Count == 0)
                    await SyncAsync(_stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    /// <summary>Pushes are anybody's: what cannot be prepared says so once, and to whoever runs it.</summary>
    private async Task PrepareAsync(Digest digest, Func<CancellationToken, Task> prepare, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        try
        {
            await prepare(cancellationToken);
            PreparationMetrics.Prepared.Add(1);
            LogPrepared(logger, digest, (long)clock.GetElapsedTime(begun).TotalMilliseconds);
        }
        catch (Exception e) when (e is OciException or ConversionException)
        {
            LogPassedOver(logger, digest, e.Message);
        }
        catch (Exception e) when (e is ImageException or IOException or UnauthorizedAccessException)
        {
            PreparationMetrics.Failed.Add(1);
            LogFailed(logger, digest, e.Message);
        }
    }

    /// <summary>Nobody else would.</summary>
    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.SyncAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            PreparationMetrics.Failed.Add(1);
            LogNotSynced(logger, e.Message);
        }
    }
}
