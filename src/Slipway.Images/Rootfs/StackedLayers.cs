using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems;
using Slipway.Images.Conversion;
using Slipway.Images.Layers;
using Slipway.Oci;

namespace Slipway.Images.Rootfs;

/// <summary>The converted layers of an image, opened to be looked at: merged ones, if there are any, as the lowest. Disposing closes them.</summary>
internal sealed class StackedLayers : IDisposable
{
    private readonly List<SafeFileHandle> _files = [];
    private readonly List<StackedLayer> _layers = [];
    private readonly List<LayerKey> _keys = [];
    private readonly int _first;

    private StackedLayers(int merged) => _first = merged > 0 ? merged - 1 : 0;

    public IReadOnlyList<StackedLayer> Layers => _layers;

    /// <summary>The topmost layer of the image that is no filesystem of its own above others; null when there is none.</summary>
    public int? Inexpressible { get; private set; }

    /// <summary>Opens them under a shared lock.</summary>
    /// <param name="factsOf">What is known of a converted layer.</param>
    /// <param name="merged">How many of the lowest are one filesystem.</param>
    /// <exception cref="ImageException">One is gone that was there just now, or is damaged.</exception>
    public static StackedLayers Open(LayerStore store, Func<LayerKey, LayerFacts?> factsOf, IReadOnlyList<Digest> diffIds, int merged, WriterVersion version)
    {
        var stack = new StackedLayers(merged);
        try
        {
            if (merged > 0)
                stack.Add(store, LayerKey.OfChain([.. diffIds.Take(merged)], version), factsOf, merged - 1);
            for (var i = merged; i < diffIds.Count; i++)
                stack.Add(store, LayerKey.OfLayer(diffIds[i], version), factsOf, i);
            return stack;
        }
        catch
        {
            stack.Dispose();
            throw;
        }
    }

    /// <summary>The layer of the image that one of <see cref="Layers"/> is; of merged ones the topmost.</summary>
    public int IndexOf(int position) => _first + position;

    /// <summary>Reads all of each filesystem for the one that is damaged; null when none is.</summary>
    public LayerKey? FindDamaged(CancellationToken cancellationToken)
    {
        for (var i = 0; i < _layers.Count; i++)
        {
            try
            {
                _layers[i].Tree?.Verify(cancellationToken);
            }
            catch (FilesystemException)
            {
                return _keys[i];
            }
        }

        return null;
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private void Add(LayerStore store, LayerKey key, Func<LayerKey, LayerFacts?> factsOf, int index)
    {
        var facts = factsOf(key) ?? throw Gone(store, key);
        IFilesystemReader? tree = null;
        if (facts.Inexpressible is not null)
            Inexpressible = index;
        if (facts.HasTree)
        {
            _files.Add(store.TryLease(key) ?? throw Gone(store, key));
            tree = OpenTree(store, key, _files[^1]);
        }

        _layers.Add(new StackedLayer(facts, tree));
        _keys.Add(key);
    }

    private static IFilesystemReader OpenTree(LayerStore store, LayerKey key, SafeFileHandle file)
    {
        try
        {
            return LayerFilesystem.Open(file);
        }
        catch (FilesystemException e)
        {
            throw store.Discard(key, e);
        }
    }

    private static ImageException Gone(LayerStore store, LayerKey key) =>
        new(ImageErrorCode.Damaged, $"{store.PathOf(key)} was made just now and is gone or changed from outside.");
}
