using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
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

    private static readonly TimeSpan s_staleAfter = TimeSpan.FromHours(1);

    private readonly string _root;

    public NameStore(string dataDirectory)
    {
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

    /// <summary>Creates or replaces a record.</summary>
    /// <exception cref="ImageException">The disk is full.</exception>
    public void Write(KnownName known)
    {
        var record = new NameRecord
        {
            Name = known.Name,
            Platform = known.Platform.ToString(),
            Digest = known.Digest.ToString(),
            Pulled = known.Pulled,
        };
        var path = PathOf(known);
        var json = JsonSerializer.SerializeToUtf8Bytes(record, NameJson.Default.NameRecord);
        try
        {
            DurableFile.Replace(path, json);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw NoRoom.For($"the record of {known.Name}", path, json.Length, e);
        }
    }

    /// <summary>Removes a record.</summary>
    public void Remove(KnownName known) => File.Delete(PathOf(known));

    /// <summary>Where a record lies.</summary>
    public string PathOf(KnownName known) => PathOf(known.Name, known.Platform);

    /// <summary>Removes what killed writers left, and files that are no records.</summary>
    public void Tidy(DateTimeOffset now)
    {
        foreach (var file in Directory.EnumerateFiles(_root))
        {
            if (IsRecord(file) ? Read(file) is null : IsTemporary(file) && now - File.GetLastWriteTimeUtc(file) > s_staleAfter)
                File.Delete(file);
        }
    }

    private static bool IsTemporary(string file) => Path.GetFileName(file).StartsWith(DurableFile.TemporaryPrefix, StringComparison.Ordinal);

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
