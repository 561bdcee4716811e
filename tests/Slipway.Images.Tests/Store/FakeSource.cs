using System.Collections.Concurrent;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Images.Tests.Store;

/// <summary>A source with memory: it counts what it was asked and can be told to answer differently.</summary>
internal sealed class FakeSource(string name, FakeImage image, bool isLocal = false) : IImageSource
{
    private int _resolved;

    public string Name => name;

    public bool IsLocal => isLocal;

    /// <summary>How often the source was asked what the name means.</summary>
    public int Resolved => _resolved;

    /// <summary>The blobs that were opened, in order.</summary>
    public ConcurrentQueue<Digest> Opened { get; } = [];

    /// <summary>What the name means.</summary>
    public ResolvedImage Resolution { get; init; } = image.Resolved;

    /// <summary>Replaces the stream of a blob.</summary>
    public Func<Descriptor, byte[], CancellationToken, Task<Stream>> Answer { get; set; } = (_, bytes, _) => Task.FromResult<Stream>(new MemoryStream(bytes));

    public Task<ResolvedImage> ResolveAsync(Oci.Platform platform, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _resolved);
        return Task.FromResult(Resolution);
    }

    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        Opened.Enqueue(blob.Digest);
        return Answer(blob, image.Layers[blob.Digest], cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
