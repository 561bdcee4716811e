using Slipway.Oci;

namespace Slipway.Images.Store;

/// <summary>Counts what goes and what stays.</summary>
internal sealed class RemovalTally
{
    private readonly List<string> _names = [];
    private readonly List<Digest> _images = [];
    private readonly List<KeptImage> _kept = [];
    private int _blobs;
    private int _layers;

    public long Bytes { get; private set; }

    public void Remove(ImageAccount image)
    {
        _names.AddRange(image.Names.Select(known => known.Name));
        _images.Add(image.Digest);
    }

    public void Keep(ImageAccount image, IReadOnlyList<ImageHolder> holders) => _kept.Add(new KeptImage(image.Digest, [.. image.Names.Select(known => known.Name)], holders));

    public void Remove(IEnumerable<KeyValuePair<StoreObject, long>> objects)
    {
        foreach (var (one, bytes) in objects)
        {
            if (one.Blob is null)
                _layers++;
            else
                _blobs++;
            Bytes += bytes;
        }
    }

    public RemovalReport Report() => new([.. _names.Distinct()], _images, _kept, _blobs, _layers, Bytes);
}
