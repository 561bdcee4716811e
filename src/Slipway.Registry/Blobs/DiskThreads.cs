using System.Collections.Concurrent;

namespace Slipway.Registry.Blobs;

/// <summary>
/// A few threads for calls that wait for the disk, such as a sync of a large file: on the thread pool they would stand in the way of requests that
/// only need memory. Thread safe.
/// </summary>
internal sealed class DiskThreads : IAsyncDisposable
{
    /// <summary>Syncs that run at once; disks gain little from more.</summary>
    private const int Threads = 8;

    private readonly BlockingCollection<Action> _waiting = [];
    private readonly Task _ended;

    public DiskThreads() => _ended = Task.WhenAll(Enumerable.Range(0, Threads).Select(Start));

    /// <summary>Runs a call on one of the threads; the task ends as the call does. A queued call is not cancelled.</summary>
    public Task<T> RunAsync<T>(Func<T> call)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(() =>
        {
            try
            {
                done.SetResult(call());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>Ends the threads after the calls that wait.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_waiting.IsAddingCompleted)
            return;
        _waiting.CompleteAdding();
        await _ended;
        _waiting.Dispose();
    }

    private Task Start(int number)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            foreach (var call in _waiting.GetConsumingEnumerable())
                call();
            ended.SetResult();
        });
        thread.Name = $"slipway blob disk {number}";
        thread.IsBackground = true;
        thread.Start();
        return ended.Task;
    }
}
