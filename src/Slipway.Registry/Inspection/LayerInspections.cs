using System.Collections.Concurrent;
using System.IO.Pipelines;
using Slipway.Oci;
using Slipway.Registry.Blobs;

namespace Slipway.Registry.Inspection;

/// <summary>
/// Inspects layers, each once, on a few threads of its own. It is begun when a large blob was uploaded and awaited when a manifest names it as a layer, so that most of
/// the work is done while the client still uploads. Thread safe; dispose it after the last request.
/// </summary>
public sealed class LayerInspections : IDisposable
{
    /// <summary>Results kept, about 1 MiB; past it all are forgotten and made again when asked for.</summary>
    private const int MaxRemembered = 10_000;

    private const int PipeBytes = 1 << 20;

    private readonly IBlobStore _blobs;
    private readonly LayerLimits _limits;
    private readonly CancellationTokenSource _stopping = new();
    private readonly BlockingCollection<Work> _queue = [];
    private readonly ConcurrentDictionary<Digest, Task<LayerInspection>> _results = new();
    private readonly Thread[] _threads;

    public LayerInspections(IBlobStore blobs, LayerLimits limits, int threads)
    {
        (_blobs, _limits) = (blobs, limits);
        _threads = [.. Enumerable.Range(0, threads).Select(number => new Thread(Run) { IsBackground = true, Name = $"layer inspection {number}" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>
    /// What is in the blob. Callers that ask for the same blob share one reading, which a cancelled caller does not end.
    /// Errors: those of the store; <see cref="FileNotFoundException"/> when it does not have the blob.
    /// </summary>
    public Task<LayerInspection> InspectAsync(Digest digest, CancellationToken cancellationToken)
    {
        if (_results.Count >= MaxRemembered)
            _results.Clear();
        var started = new TaskCompletionSource<LayerInspection>(TaskCreationOptions.RunContinuationsAsynchronously);
        var result = _results.GetOrAdd(digest, started.Task);
        if (result == started.Task)
            _ = FinishAsync(digest, started);
        return result.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _queue.CompleteAdding();
        foreach (var thread in _threads)
            thread.Join();
        _queue.Dispose();
        _stopping.Dispose();
    }

    /// <summary>A failure is told to all who wait and then forgotten, so that the next one tries again.</summary>
    private async Task FinishAsync(Digest digest, TaskCompletionSource<LayerInspection> result)
    {
        try
        {
            result.SetResult(await ReadAsync(digest, _stopping.Token));
        }
        catch (Exception e)
        {
            _results.TryRemove(digest, out _);
            result.SetException(e);
            _ = result.Task.Exception; // those who wait have it; without any it is no fault of this process
        }
    }

    private async Task<LayerInspection> ReadAsync(Digest digest, CancellationToken cancellationToken)
    {
        using var content = await _blobs.OpenAsync(digest, cancellationToken) ?? throw new FileNotFoundException($"the blob {digest} is not in the store.");
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: PipeBytes, resumeWriterThreshold: PipeBytes / 2, useSynchronizationContext: false));
        var work = new Work(pipe.Reader, new TaskCompletionSource<LayerInspection>(TaskCreationOptions.RunContinuationsAsynchronously));
        _queue.Add(work, cancellationToken);
        try
        {
            await content.CopyToAsync(pipe.Writer, 0, content.Length, cancellationToken);
            await pipe.Writer.CompleteAsync();
        }
        catch (Exception e)
        {
            await pipe.Writer.CompleteAsync(e);
        }

        return await work.Result.Task;
    }

    private void Run()
    {
        foreach (var work in _queue.GetConsumingEnumerable())
        {
            try
            {
                work.Result.SetResult(LayerInspector.Inspect(work.Blob.AsStream(), _limits, _stopping.Token));
            }
            catch (Exception e)
            {
                work.Result.SetException(e);
            }
        }
    }

    /// <summary>A blob that flows in, and who waits for the answer. The stream over the reader completes it, which ends a writer that is still copying.</summary>
    private sealed record Work(PipeReader Blob, TaskCompletionSource<LayerInspection> Result);
}
