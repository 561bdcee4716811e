using System.Threading.Channels;
using Slipway.Images;
using Slipway.Images.Conversion;
using Slipway.Images.Store;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Daemon.Preparation;

/// <summary>
/// Converts layers and images for machines of this server before anybody starts one, in the background, one after the other. What does not fit into the queue is
/// left to the first start, and so is what fails. Thread safe; disposed before what it reads from.
/// </summary>
internal sealed partial class ImagePreparation(ImageStore store, TimeProvider clock, ILogger<ImagePreparation> logger) : IAsyncDisposable
{
    /// <summary>An image has a hundred layers at most; more images at once than these wait for their first start.</summary>
    private const int MaxWaiting = 1000;

    /// <summary>A conversion keeps three threads busy: with more of them at a time pushes would wait.</summary>
    private static readonly int s_workers = Math.Max(1, Environment.ProcessorCount / 4);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<Func<CancellationToken, Task>> _queue = Channel.CreateBounded<Func<CancellationToken, Task>>(new BoundedChannelOptions(MaxWaiting));
    private Task _working = Task.CompletedTask;

    public void Begin() => _working = Task.WhenAll(Enumerable.Range(0, s_workers).Select(_ => WorkAsync()));

    /// <summary>Converts a layer. What is no layer is passed over.</summary>
    /// <param name="blob">As it is stored.</param>
    /// <param name="open">Opens the blob.</param>
    public void Add(Digest blob, long sizeBytes, Func<CancellationToken, Task<Stream>> open) =>
        Enqueue(blob, cancellationToken => store.PrepareLayerAsync(blob, sizeBytes, open, cancellationToken));

    /// <summary>Makes an image ready to run, if it is one for this server's processors.</summary>
    /// <param name="digest">Its manifest's.</param>
    /// <param name="image">Becomes this one's.</param>
    public void Add(Digest digest, IImageSource image) => Enqueue(digest, async cancellationToken =>
    {
        await using (image)
            await store.PrepareAsync(image, Oci.Platform.Current, cancellationToken);
    });

    /// <summary>Ends what is running.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _working;
        _stopping.Dispose();
    }

    private void Enqueue(Digest digest, Func<CancellationToken, Task> prepare)
    {
        if (!_queue.Writer.TryWrite(cancellationToken => PrepareAsync(digest, prepare, cancellationToken)))
            LogFull(logger, digest, MaxWaiting);
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var prepare in _queue.Reader.ReadAllAsync(_stopping.Token))
                await prepare(_stopping.Token);
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
            await store.SyncAsync(cancellationToken); // there is no hurry, and nobody else would
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
}
