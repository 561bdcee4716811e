using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Slipway.Images.Content;
using Slipway.Images.Conversion;
using Slipway.Images.Layers;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Images.Pulling;

/// <summary>
/// Converts an image's layers, each for itself and several at a time, while they arrive. A layer that is converted is not converted again, nor asked for, and
/// one that somebody else is converting is waited for. For one pull.
/// </summary>
internal sealed class LayerConversions(
    ResolvedImage image, LayerStore layers, StoreLocks locks, int version, ConversionOptions options, ILayerBlobs blobs, IProgress<ImageProgress> progress)
    : IDisposable
{
    /// <summary>A layer takes some 7 MiB while it is converted, besides its names; with more processors than this its four threads are work enough.</summary>
    private const int MaxProcessors = 6;

    /// <summary>
    /// One for each processor and each download: a layer takes its place when its first bytes are here, so that no more places wait for bytes than there are
    /// downloads, and slow ones keep nobody from converting.
    /// </summary>
    private readonly SemaphoreSlim _places = new(Math.Min(Environment.ProcessorCount, MaxProcessors) + LayerDownloads.MaxParallel);

    private readonly ConversionCount _count = new(progress, image.Manifest.Content.Layers.Sum(layer => layer.Size));
    private readonly ConcurrentDictionary<LayerKey, LayerFacts> _known = [];

    private IReadOnlyList<Digest> DiffIds => image.Config.RootFs.DiffIds;

    /// <summary>What is known of a layer; null when it is not converted. The store is asked once for one that is.</summary>
    public LayerFacts? FactsOf(LayerKey key)
    {
        if (!_known.TryGetValue(key, out var facts) && layers.FactsOf(key) is { } found)
            facts = _known.GetOrAdd(key, found);
        return facts;
    }

    /// <summary>The layers of an image whose blobs are needed: those of which nothing is here yet.</summary>
    /// <param name="merged">How many of the lowest are merged.</param>
    public IEnumerable<Descriptor> Missing(int merged)
    {
        var all = image.Manifest.Content.Layers;
        var below = merged > 0 && FactsOf(ChainKey(merged)) is null ? all.Take(merged) : [];
        return below.Concat(Enumerable.Range(merged, all.Count - merged).Where(i => FactsOf(KeyOf(i)) is null).Select(i => all[i]));
    }

    /// <summary>Converts what is not.</summary>
    /// <exception cref="ConversionException">The layers cannot become a file system.</exception>
    public IEnumerable<Task> Start(int merged, CancellationToken cancellationToken)
    {
        if (merged > 0 || DiffIds.Count == 0)
            yield return MakeAsync(ChainKey(merged), output => MergeAsync(output, merged, cancellationToken), cancellationToken);
        // The same layer may be in an image twice.
        var distinct = Enumerable.Range(merged, DiffIds.Count - merged).DistinctBy(i => DiffIds[i]);
        foreach (var i in distinct)
            yield return MakeAsync(KeyOf(i), output => ConvertAsync(output, i, cancellationToken), cancellationToken);
    }

    public void Dispose() => _places.Dispose();

    private LayerKey KeyOf(int index) => LayerKey.OfLayer(DiffIds[index], version);

    private LayerKey ChainKey(int merged) => LayerKey.OfChain([.. DiffIds.Take(merged)], version);

    private async Task MakeAsync(LayerKey key, Func<SafeFileHandle, Task<LayerFacts>> make, CancellationToken cancellationToken)
    {
        if (FactsOf(key) is not null)
            return;
        using var turn = await locks.LayerAsync(key.FileName, () => progress.Report(ImageProgress.Of(ImagePhase.Waiting)), cancellationToken);
        if (FactsOf(key) is not null)
            return;
        using var output = layers.CreateUnnamed();
        var facts = await make(output);
        layers.Publish(output, key, facts);
        _known[key] = facts;
    }

    private async Task<LayerFacts> ConvertAsync(SafeFileHandle output, int index, CancellationToken cancellationToken)
    {
        await blobs.BeginsAsync(image.Manifest.Content.Layers[index], cancellationToken);
        await _places.WaitAsync(cancellationToken);
        try
        {
            return await LayerConverter.ConvertAsync(output, InputOf(index), options, _count.Begin(), cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<LayerFacts> MergeAsync(SafeFileHandle output, int merged, CancellationToken cancellationToken)
    {
        var summary = await ImageConverter.ConvertAsync(output, [.. Enumerable.Range(0, merged).Select(InputOf)], options, _count.BeginMerging(), cancellationToken);
        return LayerFacts.OfMerged with { UncompressedBytes = summary.UncompressedBytes };
    }

    private LayerInput InputOf(int index)
    {
        var layer = image.Manifest.Content.Layers[index];
        return new LayerInput(layer.Digest.ToString(), layer.Size, DiffIds[index], token => blobs.OpenAsync(layer, token));
    }
}
