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
    ResolvedImage image, LayerStore layers, StoreLocks locks, WriterVersion version, ConversionOptions options, ILayerBlobs blobs, IProgress<ImageProgress> progress)
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

    /// <summary>What is known of a layer that was converted, or found to be.</summary>
    public LayerFacts? Known(LayerKey key) => _known.GetValueOrDefault(key);

    /// <summary>The layers of an image whose blobs are needed: those of which nothing is here yet.</summary>
    /// <param name="merged">How many of the lowest are merged.</param>
    public IEnumerable<Descriptor> Missing(int merged)
    {
        var all = image.Manifest.Content.Layers;
        var below = merged > 0 && !IsHere(Merged(merged)) ? all.Take(merged) : [];
        return below.Concat(Enumerable.Range(merged, all.Count - merged).Where(i => !IsHere(Layer(i))).Select(i => all[i]));
    }

    /// <summary>Converts what is not.</summary>
    /// <exception cref="ConversionException">The layers cannot become a file system.</exception>
    public IEnumerable<Task> Start(int merged, CancellationToken cancellationToken)
    {
        if (merged > 0 || DiffIds.Count == 0)
            yield return MakeAsync(Merged(merged), output => MergeAsync(output, merged, cancellationToken), cancellationToken);
        // The same layer may be in an image twice.
        var distinct = Enumerable.Range(merged, DiffIds.Count - merged).DistinctBy(i => DiffIds[i]);
        foreach (var i in distinct)
            yield return MakeAsync(Layer(i), output => ConvertAsync(output, i, cancellationToken), cancellationToken);
    }

    public void Dispose() => _places.Dispose();

    private Target Layer(int index) => new(LayerKey.OfLayer(DiffIds[index], version), image.Manifest.Content.Layers[index].Digest);

    private Target Merged(int count) => new(
        LayerKey.OfChain([.. DiffIds.Take(count)], version),
        count == 0 ? Digest.Of([]) : ChainId.Of(image.Manifest.Content.Layers.Take(count).Select(layer => layer.Digest)));

    /// <summary>The store is asked once for one that is.</summary>
    private bool IsHere(Target target)
    {
        if (_known.ContainsKey(target.Key))
            return true;
        if (layers.FactsOf(target.Key, target.Packed) is not { } found)
            return false;
        _known.TryAdd(target.Key, found);
        return true;
    }

    private async Task MakeAsync(Target target, Func<SafeFileHandle, Task<LayerFacts>> make, CancellationToken cancellationToken)
    {
        if (IsHere(target))
            return;
        using var turn = await locks.LayerAsync(target.Key.FileName, () => progress.Report(ImageProgress.Of(ImagePhase.Waiting)), cancellationToken);
        if (IsHere(target))
            return;
        using var output = layers.CreateUnnamed();
        var facts = await make(output);
        layers.Publish(output, target.Key, target.Packed, facts, awaitedUntil: null);
        _known[target.Key] = facts;
    }

    private async Task<LayerFacts> ConvertAsync(SafeFileHandle output, int index, CancellationToken cancellationToken)
    {
        await blobs.BeginsAsync(image.Manifest.Content.Layers[index], cancellationToken);
        await _places.WaitAsync(cancellationToken);
        try
        {
            return (await LayerConverter.ConvertAsync(output, InputOf(index), version.Format, options, _count.Begin(), cancellationToken)).Facts;
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<LayerFacts> MergeAsync(SafeFileHandle output, int merged, CancellationToken cancellationToken)
    {
        var summary = await ImageConverter.ConvertAsync(output, [.. Enumerable.Range(0, merged).Select(InputOf)], version.Format, options, _count.BeginMerging(), cancellationToken);
        return LayerFacts.OfMerged with { UncompressedBytes = summary.UncompressedBytes };
    }

    private LayerInput InputOf(int index)
    {
        var layer = image.Manifest.Content.Layers[index];
        return new LayerInput(layer.Digest.ToString(), layer.Size, DiffIds[index], token => blobs.OpenAsync(layer, token));
    }

    /// <summary>What is to be made.</summary>
    /// <param name="Key">Its name.</param>
    /// <param name="Packed">The blob, or the chain id of the blobs, that it is made of.</param>
    private readonly record struct Target(LayerKey Key, Digest Packed);
}
