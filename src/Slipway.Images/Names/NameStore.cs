using System.Security.Cryptography;
using System.Text;
using Slipway.Images.Content;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Images.Names;

/// <summary>
/// Which image each name means, per platform. Written whole and renamed into place. A record that cannot be read is no record: the next
/// pull writes it anew, and <see cref="List"/> says where it lies.
/// <code>
/// names/&lt;sha256 of name, newline, platform&gt;.json
/// </code>
/// </summary>
internal sealed class NameStore
{
    private const string Extension = ".json";
    private const int MaxRecordBytes = 16 * 1024;

    private readonly string _root;
    private readonly StoreLocks _locks;

    public NameStore(string dataDirectory, StoreLocks locks)
    {
        _locks = locks;
        _root = Path.Combine(dataDirectory, "names");
        Directory.CreateDirectory(_root);
    }

    /// <summary>The record of a name; null when there is none that can be read.</summary>
    public KnownName? Find(string name, Platform platform) =>
        Read(PathOf(name, platform)) is { } known && known.Name == name && known.Platform == platform ? known : null;

    /// <summary>All readable records by name and platform; <paramref name="damaged"/> receives the files that are none.</summary>
    public IReadOnlyList<KnownName> List(ICollection<string> damaged)
    {
        var names = new List<KnownName>();
        foreach (var file in Directory.EnumerateFiles(_root).Where(IsRecord))
        {
            if (Read(file) is { } known)
                names.Add(known);
            else
                damaged.Add(file);
        }

        return [.. names.OrderBy(known => known.Name, StringComparer.Ordinal).ThenBy(known => known.Platform.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Creates or replaces a record. The caller keeps the image's blobs and layers.</summary>
    /// <exception cref="ImageException">The disk is full.</exception>
    public async Task WriteAsync(KnownName known, CancellationToken cancellationToken)
    {
        var record = new NameRecord
        {
            Name = known.Name,
            Platform = known.Platform.ToString(),
            Digest = known.Digest.ToString(),
            Pulled = known.Pulled,
        };
        var path = PathOf(known);
        using var turn = await _locks.RecordAsync(Path.GetFileName(path), cancellationToken);
        JsonFile.Replace(path, $"the record of {known.Name}", record, NameJson.Default.NameRecord);
    }

    /// <summary>Removes a record that still says so; one that means another image by now stays.</summary>
    public void Remove(KnownName known) => Remove(known, static () => true);

    /// <summary>The same on a condition that is looked at while nobody can write the record.</summary>
    public void Remove(KnownName known, Func<bool> condition)
    {
        var path = PathOf(known);
        using var turn = _locks.TryRecord(Path.GetFileName(path));
        if (turn is not null && Read(path) is { } now && now.Digest == known.Digest && condition())
            File.Delete(path);
    }

    /// <summary>Where a record lies.</summary>
    public string PathOf(KnownName known) => PathOf(known.Name, known.Platform);

    /// <summary>Removes what killed writers left, and files that are no records.</summary>
    public void Tidy()
    {
        DurableFile.RemoveTemporary(_root);
        foreach (var file in Directory.EnumerateFiles(_root).Where(IsRecord))
        {
            using var turn = Read(file) is null ? _locks.TryRecord(Path.GetFileName(file)) : null;
            if (turn is not null && Read(file) is null)
                File.Delete(file);
        }
    }

    private static bool IsRecord(string file) =>
        file.EndsWith(Extension, StringComparison.Ordinal) && !Path.GetFileName(file).StartsWith('.');

    private static KnownName? Read(string file) =>
        JsonFile.TryRead(file, MaxRecordBytes, NameJson.Default.NameRecord) is { Name: not null } record
        && Platform.TryParse(record.Platform, out var platform)
        && Digest.TryParse(record.Digest, out var digest)
            ? new KnownName(record.Name, platform, digest, record.Pulled)
            : null;

    private string PathOf(string name, Platform platform)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{platform}"));
        return Path.Combine(_root, Convert.ToHexStringLower(hash) + Extension);
    }
}
