using Slipway.Images.Content;
using Slipway.Images.Conversion;
using Slipway.Images.Layers;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Images.Pulling;

/// <summary>
/// Converts an image's layers, each for itself and as many at a time as there are processors, as soon as it is here. A layer that is converted is not
/// converted again, nor asked for, and one that somebody else is converting is waited for.
/// </summary>
/// <param name="open">Gives a layer's blob once it is here.</param>
internal sealed class LayerConversions(
    ResolvedImage image, LayerStore layers, StoreLocks locks, int version, ConversionOptions options, Func<Descriptor, CancellationToken, Task<Stream>> open, IProgress<ImageProgress> progress)
    : IDisposable
{
    private readonly SemaphoreSlim _slots = new(Environment.ProcessorCount);
    private readonly ConversionCount _count = new(progress, image.Manifest.Content.Layers.Sum(layer => layer.Size));

    private IReadOnlyList<Digest> DiffIds => image.Config.RootFs.DiffIds;

    /// <summary>The layers of an image whose blobs are needed: those of which nothing is here yet.</summary>
    /// <param name="merged">How many of the lowest are merged.</param>
    public IEnumerable<Descriptor> Missing(int merged)
    {
        var all = image.Manifest.Content.Layers;
        var below = merged > 0 && layers.FactsOf(LayerKey.OfChain([.. DiffIds.Take(merged)], version)) is null ? all.Take(merged) : [];
        return below.Concat(Enumerable.Range(merged, all.Count - merged).Where(i => layers.FactsOf(LayerKey.OfLayer(DiffIds[i], version)) is null).Select(i => all[i]));
    }

    /// <summary>Converts what is not.</summary>
    /// <exception cref="ConversionException">The layers cannot become a file system.</exception>
    public IEnumerable<Task> Start(int merged, CancellationToken cancellationToken)
    {
        if (merged > 0 || DiffIds.Count == 0)
            yield return MergeAsync(merged, cancellationToken);
        // The same layer may be in an image twice.
        var distinct = Enumerable.Range(merged, DiffIds.Count - merged).DistinctBy(i => DiffIds[i]);
        foreach (var i in distinct)
            yield return ConvertAsync(i, cancellationToken);
    }

    public void Dispose() => _slots.Dispose();

    private Task ConvertAsync(int index, CancellationToken cancellationToken)
    {
        var key = LayerKey.OfLayer(DiffIds[index], version);
        return MakeAsync(key, async () =>
        {
            // Its turn comes once its blob is here: one that waits for its download does not keep others from converting.
            var blob = await open(image.Manifest.Content.Layers[index], cancellationToken);
            using var output = layers.CreateUnnamed();
            var facts = await InTurnAsync(blob, () => LayerConverter.ConvertAsync(
                output, InputOf(index, _ => Task.FromResult(blob)), options, _count.Begin(), cancellationToken), cancellationToken);
            layers.Publish(output, key, facts);
        }, cancellationToken);
    }

    private Task MergeAsync(int merged, CancellationToken cancellationToken)
    {
        var key = LayerKey.OfChain([.. DiffIds.Take(merged)], version);
        return MakeAsync(key, async () =>
        {
            using var output = layers.CreateUnnamed();
            var summary = await ImageConverter.ConvertAsync(output, [.. Enumerable.Range(0, merged).Select(i => InputOf(i, token => open(image.Manifest.Content.Layers[i], token)))], options, _count.BeginMerging(), cancellationToken);
            layers.Publish(output, key, LayerFacts.OfMerged with { UncompressedBytes = summary.UncompressedBytes });
        }, cancellationToken);
    }

    private async Task MakeAsync(LayerKey key, Func<Task> make, CancellationToken cancellationToken)
    {
        if (layers.FactsOf(key) is not null)
            return;
        using var turn = await locks.LayerAsync(key.FileName, () => progress.Report(ImageProgress.Of(ImagePhase.Waiting)), cancellationToken);
        if (layers.FactsOf(key) is null)
            await make();
    }

    private async Task<T> InTurnAsync<T>(Stream blob, Func<Task<T>> convert, CancellationToken cancellationToken)
    {
        try
        {
            await _slots.WaitAsync(cancellationToken);
        }
        catch
        {
            await blob.DisposeAsync();
            throw;
        }

        try
        {
            return await convert();
        }
        finally
        {
            _slots.Release();
        }
    }

    private LayerInput InputOf(int index, Func<CancellationToken, Task<Stream>> openBlob)
    {
        var layer = image.Manifest.Content.Layers[index];
        return new LayerInput(layer.Digest.ToString(), layer.Size, DiffIds[index], openBlob);
    }
}
