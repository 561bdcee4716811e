using Slipway.Images.Names;
using Slipway.Images.Rootfs;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <summary>One look at everything in the store: names, rootfs files, and the images they belong to.</summary>
internal sealed class Catalog
{
    private readonly Dictionary<Digest, ResolvedImage> _images = [];

    private Catalog(IReadOnlyList<KnownName> names, IReadOnlyList<RootfsEntry> entries)
    {
        Names = names;
        Entries = entries;
    }

    /// <summary>The names whose image can be read.</summary>
    public IReadOnlyList<KnownName> Names { get; private set; }

    /// <summary>The converted images, of all converter versions, also those whose image cannot be read.</summary>
    public IReadOnlyList<RootfsEntry> Entries { get; }

    /// <summary>Files that are not what they should be.</summary>
    public IList<string> Damaged { get; } = [];

    /// <summary>Names whose manifest or configuration is missing or damaged.</summary>
    public IReadOnlyList<KnownName> LostNames { get; private set; } = [];

    /// <summary>All readable images.</summary>
    public IReadOnlyCollection<ResolvedImage> Images => _images.Values;

    public static Catalog Read(NameStore names, RootfsStore rootfs, StoredImages images)
    {
        var damaged = new List<string>();
        var catalog = new Catalog(names.List(damaged), [.. rootfs.List()]);
        foreach (var known in catalog.Names)
            catalog.Add(images, known.Digest, known.Platform, known.Name);
        foreach (var entry in catalog.Entries)
            catalog.Add(images, entry.Image, Platform.Current, entry.Image.ToString());
        foreach (var entry in catalog.Entries.Where(entry => !catalog._images.ContainsKey(entry.Image)))
            damaged.Add(rootfs.PathOf(entry));
        catalog.LostNames = [.. catalog.Names.Where(known => !catalog._images.ContainsKey(known.Digest))];
        catalog.Names = [.. catalog.Names.Except(catalog.LostNames)];
        foreach (var file in damaged.Concat(catalog.LostNames.Select(names.PathOf)))
            catalog.Damaged.Add(file);
        return catalog;
    }

    public ResolvedImage? Find(Digest image) => _images.GetValueOrDefault(image);

    public IEnumerable<KnownName> NamesOf(Digest image) => Names.Where(known => known.Digest == image);

    public IEnumerable<RootfsEntry> EntriesOf(Digest image) => Entries.Where(entry => entry.Image == image);

    private void Add(StoredImages images, Digest digest, Platform platform, string name)
    {
        if (!_images.ContainsKey(digest) && images.Find(digest, platform, name) is { } image)
            _images.Add(digest, image);
    }
}
