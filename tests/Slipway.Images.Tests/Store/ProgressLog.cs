using System.Collections.Concurrent;

namespace Slipway.Images.Tests.Store;

/// <summary>Keeps all progress; someone may be told of a phase.</summary>
internal sealed class ProgressLog : IProgress<ImageProgress>
{
    private readonly ConcurrentDictionary<ImagePhase, TaskCompletionSource> _reached = [];

    public ConcurrentQueue<ImageProgress> Events { get; } = [];

    public bool Has(ImagePhase phase) => Events.Any(e => e.Phase == phase);

    public Task ReachedAsync(ImagePhase phase) => SourceOf(phase).Task;

    public void Report(ImageProgress value)
    {
        Events.Enqueue(value);
        SourceOf(value.Phase).TrySetResult();
    }

    private TaskCompletionSource SourceOf(ImagePhase phase) =>
        _reached.GetOrAdd(phase, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
