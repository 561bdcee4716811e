using System.Collections.Concurrent;
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

    private readonly IBlobStore _blobs;
    private readonly LayerLimits _limits;
    private readonly CancellationTokenSource _stopping = new();
    private readonly BlockingCollection<Work> _queue = [];
    private readonly ConcurrentDictionary<(string OrganizationKey, Digest Digest), Task<LayerInspection>> _results = new();
    private readonly SemaphoreSlim _turns;
    private readonly Thread[] _threads;

    public LayerInspections(IBlobStore blobs, LayerLimits limits, int threads)
    {
        (_blobs, _limits) = (blobs, limits);
        _turns = new SemaphoreSlim(threads); // no more blobs are open than are read
        _threads = [.. Enumerable.Range(0, threads).Select(number => new Thread(Run) { IsBackground = true, Name = $"layer inspection {number}" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>
    /// What is in the blob. Callers of one organization that ask for the same blob share one reading, which a cancelled caller does not end; those of another one
    /// read it themselves, or the time that it takes would tell them that it was here before.
    /// Errors: those of the store; <see cref="FileNotFoundException"/> when it does not have the blob.
    /// </summary>
    public Task<LayerInspection> InspectAsync(string organizationKey, Digest digest, CancellationToken cancellationToken)
    {
        if (_results.Count >= MaxRemembered)
            _results.Clear();
        var started = new TaskCompletionSource<LayerInspection>(TaskCreationOptions.RunContinuationsAsynchronously);
        var key = (organizationKey, digest);
        var result = _results.GetOrAdd(key, started.Task);
        if (result == started.Task)
            _ = FinishAsync(key, started);
        return result.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _queue.CompleteAdding();
        foreach (var thread in _threads)
            thread.Join();
        _queue.Dispose();
        _turns.Dispose();
        _stopping.Dispose();
    }

    /// <summary>A failure is told to all who wait and then forgotten, so that the next one tries again.</summary>
    private async Task FinishAsync((string OrganizationKey, Digest Digest) key, TaskCompletionSource<LayerInspection> result)
    {
        try
        {
            await _turns.WaitAsync(_stopping.Token);
            try
            {
                result.SetResult(await ReadAsync(key.Digest, _stopping.Token));
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (Exception e)
        {
            _results.TryRemove(key, out _);
            result.SetException(e);
            _ = result.Task.Exception; // those who wait have it; without any it is no fault of this process
        }
    }

    private async Task<LayerInspection> ReadAsync(Digest digest, CancellationToken cancellationToken)
    {
        var blob = await BlobStream.OpenAsync(_blobs, digest, cancellationToken);
        var work = new Work(blob, _limits.For(blob.SizeBytes), new TaskCompletionSource<LayerInspection>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            _queue.Add(work, cancellationToken);
        }
        catch
        {
            await blob.DisposeAsync();
            throw;
        }

        return await work.Result.Task;
    }

    private void Run()
    {
        foreach (var work in _queue.GetConsumingEnumerable())
        {
            try
            {
                work.Result.SetResult(LayerInspector.Inspect(work.Blob, work.Limits, _stopping.Token));
            }
            catch (Exception e)
            {
                work.Result.SetException(e);
            }
        }
    }

    /// <summary>A blob that flows in, which the inspection disposes, and who waits for the answer.</summary>
    private sealed record Work(BlobStream Blob, LayerLimits Limits, TaskCompletionSource<LayerInspection> Result);
}
