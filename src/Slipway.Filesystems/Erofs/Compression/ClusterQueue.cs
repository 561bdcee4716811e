namespace Slipway.Filesystems.Erofs.Compression;

/// <summary>
/// Jobs in the order in which they were begun, compressed by several threads at once and handed back in that order. How many may be on their way does not depend on
/// the threads: what happens in between, happens at the same jobs whatever their number. For one thread besides the workers.
/// </summary>
internal sealed class ClusterQueue : IDisposable
{
    /// <summary>Enough that a worker seldom waits; 4 MiB.</summary>
    private const int Jobs = 32;

    private readonly object _lock = new();
    private readonly Queue<ClusterJob> _waiting = new();
    private readonly Queue<ClusterJob> _ordered = new();
    private readonly Stack<ClusterJob> _idle = new();
    private readonly List<Thread> _workers = [];
    private readonly int _threads;
    private Exception? _failure;
    private bool _isClosed;

    /// <param name="threads">How many compress; each is started with a job.</param>
    public ClusterQueue(int threads) => _threads = threads;

    /// <summary>A job to be filled; null when so many are on their way that the oldest has to be taken first.</summary>
    public ClusterJob? TryBegin()
    {
        if (_idle.TryPop(out var job))
            return job;
        return _ordered.Count < Jobs ? new ClusterJob() : null;
    }

    public void Submit(ClusterJob job)
    {
        lock (_lock)
        {
            _ordered.Enqueue(job);
            _waiting.Enqueue(job);
            Monitor.PulseAll(_lock);
        }

        if (_workers.Count == _threads)
            return;
        var worker = new Thread(Work) { Name = $"erofs-compress-{_workers.Count}", IsBackground = true };
        _workers.Add(worker);
        worker.Start();
    }

    /// <summary>Waits for the oldest job; false when there is none. It is given back by <see cref="Return"/>.</summary>
    public bool TryTake(out ClusterJob job)
    {
        if (!_ordered.TryDequeue(out job!))
            return false;
        lock (_lock)
        {
            while (!job.IsDone && _failure is null)
                Monitor.Wait(_lock);
            if (_failure is not null)
                throw new InvalidOperationException("compressing failed", _failure);
        }

        return true;
    }

    public void Return(ClusterJob job) => _idle.Push(job);

    /// <summary>Makes what is on its way count for nothing that is of an inode.</summary>
    public void Forget(uint inode)
    {
        foreach (var job in _ordered)
        {
            if (job.Inode == inode)
                job.Inode = 0;
        }
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.PulseAll(_lock);
        }

        _workers.ForEach(static worker => worker.Join());
        _workers.Clear();
    }

    private void Work()
    {
        while (TryNext() is { } job)
        {
            try
            {
                job.Compress();
            }
            catch (Exception e)
            {
                // The writer's thread throws it on.
                Finish(job, e);
                return;
            }

            Finish(job, null);
        }
    }

    private ClusterJob? TryNext()
    {
        lock (_lock)
        {
            while (_waiting.Count == 0 && !_isClosed)
                Monitor.Wait(_lock);
            return _isClosed ? null : _waiting.Dequeue();
        }
    }

    private void Finish(ClusterJob job, Exception? failure)
    {
        lock (_lock)
        {
            job.IsDone = true;
            _failure ??= failure;
            Monitor.PulseAll(_lock);
        }
    }
}
