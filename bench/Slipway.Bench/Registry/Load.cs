using System.Collections.Concurrent;
using System.Diagnostics;

namespace Slipway.Bench.Registry;

/// <summary>
/// Lets the connections of a row work for a while, each on a thread of its own with blocking calls. What has begun when the time is over is finished and counts, and so
/// does its time.
/// </summary>
internal static class Load
{
    public static Turn Run(Row row, RegistryTarget target, TimeSpan time, ConcurrentBag<string> pushed, CancellationToken cancellationToken)
    {
        using var start = new Barrier(row.Connections + 1);
        var workers = Enumerable.Range(0, row.Connections).Select(i => new Worker(row.Operation(target, i, pushed), target.Port, time, start, cancellationToken)).ToList();
        start.SignalAndWait(cancellationToken);
        var began = Stopwatch.GetTimestamp();
        workers.ForEach(worker => worker.Join());
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var latencies = workers.SelectMany(worker => worker.Latencies).Order().Select(TimeSpan.FromTicks).ToArray();
        return new Turn(latencies.Length / seconds, workers.Sum(worker => worker.Bytes) / seconds, Turn.At(latencies, 0.5), Turn.At(latencies, 0.99));
    }

    private sealed class Worker
    {
        private readonly Thread _thread;
        private Exception? _failure;

        public Worker(IOperation operation, int port, TimeSpan time, Barrier start, CancellationToken cancellationToken)
        {
            _thread = new Thread(() => Work(operation, port, time, start, cancellationToken)) { IsBackground = true };
            _thread.Start();
        }

        /// <summary>How long each operation took, in ticks.</summary>
        public List<long> Latencies { get; } = new(16_384);

        public long Bytes { get; private set; }

        /// <summary>Waits for the end; throws what ended it too early.</summary>
        public void Join()
        {
            _thread.Join();
            if (_failure is not null)
                throw new InvalidOperationException("a connection of the load failed.", _failure);
        }

        private void Work(IOperation operation, int port, TimeSpan time, Barrier start, CancellationToken cancellationToken)
        {
            try
            {
                using var connection = new RawConnection(port);
                start.SignalAndWait(cancellationToken);
                var began = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(began) < time)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var at = Stopwatch.GetTimestamp();
                    Bytes += operation.Run(connection);
                    Latencies.Add(Stopwatch.GetElapsedTime(at).Ticks);
                }
            }
            catch (Exception e)
            {
                _failure = e;
            }
        }
    }
}
