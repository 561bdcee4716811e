using Slipway.Images.Content;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Images.Leases;

/// <summary>
/// The leases that outlive processes. A file that cannot be read stops all removal: what it protects is not known. They are written whole and synced before
/// the one who takes a lease is told so.
/// <code>
/// leases/&lt;name&gt;.json
/// </code>
/// </summary>
internal sealed class LeaseStore
{
    private const string Extension = ".json";
    private const int MaxRecordBytes = 16 * 1024;

    private readonly string _root;

    public LeaseStore(string dataDirectory)
    {
        _root = Path.Combine(dataDirectory, "leases");
        Directory.CreateDirectory(_root);
    }

    /// <summary>All leases by name.</summary>
    /// <exception cref="ImageException">One cannot be read (<see cref="ImageErrorCode.Damaged"/>).</exception>
    public IReadOnlyList<NamedLease> List()
    {
        var damaged = new List<string>();
        var leases = List(damaged);
        return damaged.Count == 0
            ? leases
            : throw new ImageException(
                ImageErrorCode.Damaged,
                $"{damaged[0]} is no lease that can be read, so that no image is removed: what it protects is not known. Mend it, or remove it if nobody needs its image.");
    }

    /// <summary>All readable leases by name; <paramref name="damaged"/> receives the files that are none.</summary>
    public IReadOnlyList<NamedLease> List(ICollection<string> damaged)
    {
        var leases = new List<NamedLease>();
        foreach (var file in Directory.EnumerateFiles(_root).Where(IsRecord))
        {
            if (Read(file) is { } lease)
                leases.Add(lease);
            else if (File.Exists(file))
                damaged.Add(file);
        }

        return [.. leases.OrderBy(lease => lease.Name.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Creates or replaces one, durable. The caller holds the image.</summary>
    /// <exception cref="ImageException">The disk is full.</exception>
    public void Write(NamedLease lease)
    {
        var record = new LeaseRecord { Image = lease.Image, Digest = lease.Digest.ToString(), Platform = lease.Platform.ToString(), Taken = lease.Taken };
        JsonFile.Replace(PathOf(lease.Name), $"the lease {lease.Name}", record, LeaseJson.Default.LeaseRecord);
    }

    /// <summary>Removes one; false when there is none.</summary>
    public bool Remove(LeaseName name)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
            return false;
        File.Delete(path);
        return true;
    }

    /// <summary>Where a lease lies.</summary>
    public string PathOf(LeaseName name) => Path.Combine(_root, name + Extension);

    /// <summary>Removes what killed writers left.</summary>
    public void Tidy() => DurableFile.RemoveTemporary(_root);

    private static bool IsRecord(string file) => !Path.GetFileName(file).StartsWith('.');

    private static NamedLease? Read(string file) =>
        file.EndsWith(Extension, StringComparison.Ordinal)
        && LeaseName.TryParse(Path.GetFileNameWithoutExtension(file), out var name)
        && JsonFile.TryRead(file, MaxRecordBytes, LeaseJson.Default.LeaseRecord) is { } record
        && Digest.TryParse(record.Digest, out var digest)
        && Platform.TryParse(record.Platform, out var platform)
            ? new NamedLease(name, record.Image, digest, platform, record.Taken)
            : null;
}
