using System.Collections.Concurrent;

namespace Slipway.Containerd.Tests.Unpacking;

/// <summary>Keeps what it is told.</summary>
internal sealed class ProgressMemory : IProgress<LayerProgress>
{
    public ConcurrentQueue<LayerProgress> Told { get; } = [];

    public void Report(LayerProgress value) => Told.Enqueue(value);
}
