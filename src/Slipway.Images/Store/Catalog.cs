using Slipway.Images.Leases;
using Slipway.Images.Names;
using Slipway.Images.Rootfs;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <summary>One look at everything in the store: names, records, leases, and the images they belong to.</summary>
internal sealed class Catalog
{
    private readonly Dictionary<Digest, ResolvedImage> _images = [];
    private readonly ILookup<Digest, KnownName> _namesOf;
    private readonly ILookup<Digest, RootfsEntry> _entriesOf;
    private readonly ILookup<Digest, NamedLease> _leasesOf;

    private Catalog(IReadOnlyList<KnownName> names, IReadOnlyList<RootfsEntry> entries, IReadOnlyList<NamedLease> leases, StoredImages images)
    {
        foreach (var known in names)
            Add(images, known.Digest, known.Platform, known.Name);
        foreach (var lease in leases)
            Add(images, lease.Digest, lease.Platform, lease.Image);
        foreach (var entry in entries)
            Add(images, entry.Image, Platform.Current, entry.Image.ToString());
        Entries = entries;
        Names = [.. names.Where(known => _images.ContainsKey(known.Digest))];
        LostNames = [.. names.Where(known => !_images.ContainsKey(known.Digest))];
        _namesOf = Names.ToLookup(known => known.Digest);
        _entriesOf = entries.ToLookup(entry => entry.Image);
        _leasesOf = leases.ToLookup(lease => lease.Digest);
    }

    /// <summary>The names whose image can be read.</summary>
    public IReadOnlyList<KnownName> Names { get; }

    /// <summary>The converted images, of all converter versions, also those whose image cannot be read.</summary>
    public IReadOnlyList<RootfsEntry> Entries { get; }

    /// <summary>Files that are not what they should be.</summary>
    public IReadOnlyList<string> Damaged { get; private init; } = [];

    /// <summary>The files of names, records and leases.</summary>
    public IReadOnlyList<string> Files { get; private init; } = [];

    /// <summary>Names whose manifest or configuration is missing or damaged.</summary>
    public IReadOnlyList<KnownName> LostNames { get; }

    /// <summary>All readable images.</summary>
    public IReadOnlyCollection<ResolvedImage> Images => _images.Values;

    public static Catalog Read(NameStore names, RootfsStore rootfs, LeaseStore leases, StoredImages images)
    {
        List<string> damaged = [];
        var (known, entries, held) = (names.List(damaged), rootfs.List().ToList(), leases.List(damaged));
        var catalog = new Catalog(known, entries, held, images)
        {
            Damaged = damaged,
            Files = [.. known.Select(names.PathOf), .. entries.Select(rootfs.PathOf), .. held.Select(lease => leases.PathOf(lease.Name))],
        };
        damaged.AddRange(entries.Where(entry => catalog.Find(entry.Image) is null).Select(rootfs.PathOf));
        damaged.AddRange(catalog.LostNames.Select(names.PathOf));
        damaged.AddRange(held.Where(lease => catalog.Find(lease.Digest) is null).Select(lease => leases.PathOf(lease.Name)));
        return catalog;
    }

    public ResolvedImage? Find(Digest image) => _images.GetValueOrDefault(image);

    public IEnumerable<KnownName> NamesOf(Digest image) => _namesOf[image];

    public IEnumerable<RootfsEntry> EntriesOf(Digest image) => _entriesOf[image];

    public IEnumerable<NamedLease> LeasesOf(Digest image) => _leasesOf[image];

    private void Add(StoredImages images, Digest digest, Platform platform, string name)
    {
        if (!_images.ContainsKey(digest) && images.Find(digest, platform, name) is { } image)
            _images.Add(digest, image);
    }
}
