using System.Globalization;

namespace Slipway.Images.Tests.Conversion;

/// <summary>
/// A directory tree as find, sha256sum and getfattr see it: one line per path with type, mode, owner, time to the nanosecond, size, device
/// number, target, content hash, extended attributes, and the first path of its hard link group.
/// </summary>
internal static class TreeListing
{
    private const string Script = """
        find . -printf '%p\t%y\t%m\t%U:%G\t%T@\t%s\t%i\t%n\t%l\0'
        printf '\1'
        find . -type f -print0 | xargs -0r sha256sum -z
        printf '\1'
        find . \( -type b -o -type c \) -print0 | xargs -0r stat --printf '%t:%T %n\0'
        printf '\1'
        getfattr -R -P -h -d -m - -e hex .
        """;

    public static Task<SortedDictionary<string, string>> OfAsync(string directory) => ParseAsync($"cd \"$1\"\n{Script}", [directory]);

    /// <summary>The tree that a script has mounted in <c>root</c> of its working directory.</summary>
    /// <param name="mount">Gets <paramref name="folder"/> and <paramref name="more"/> as arguments, and takes apart what it made as it exits.</param>
    public static Task<SortedDictionary<string, string>> OfAsync(string mount, string folder, IReadOnlyList<string> more) =>
        ParseAsync($"{mount}\n(cd root\n{Script})", [folder, .. more]);

    private static async Task<SortedDictionary<string, string>> ParseAsync(string script, string[] arguments)
    {
        string[] parts = (await Shell.RunAsync(script, arguments)).Split('\x01');
        Dictionary<string, string> hashes = parts[1].Split('\0', StringSplitOptions.RemoveEmptyEntries).ToDictionary(l => l[66..], l => l[..64]);
        Dictionary<string, string> devices = parts[2].Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(l => l[(l.IndexOf(' ', StringComparison.Ordinal) + 1)..], l => l[..l.IndexOf(' ', StringComparison.Ordinal)]);
        Dictionary<string, string> xattrs = Xattrs(parts[3]);
        string[][] found = [.. parts[0].Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')).OrderBy(f => f[0], StringComparer.Ordinal)];
        ILookup<string, string> names = found.Where(f => f[1] != "d" && f[7] != "1").ToLookup(f => f[6], f => f[0]);

        var listing = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] f in found)
        {
            string path = f[0];
            if (path is "./lost+found")
                continue;
            // A name in a layer that others cover still counts as a link of the inode.
            string group = names[f[6]].Count() > 1 ? names[f[6]].Order(StringComparer.Ordinal).First() : "";
            string size = f[1] == "f" ? f[5] : "";
            string shown = xattrs.GetValueOrDefault(path == "." ? "." : path[2..], "");
            listing[path] = string.Create(
                CultureInfo.InvariantCulture,
                $"{f[1]} {f[2]} {f[3]} @{f[4]} size={size} dev={devices.GetValueOrDefault(path, "")} -> {f[8]} sha={hashes.GetValueOrDefault(path, "")} group={group} {shown}");
        }

        return listing;
    }

    /// <summary>Fails with the lines that differ; entries of <paramref name="anyTime"/> may have any time.</summary>
    public static void AssertEqual(SortedDictionary<string, string> expected, SortedDictionary<string, string> actual, Func<string, bool> anyTime)
    {
        var faults = new List<string>();
        foreach (string path in expected.Keys.Union(actual.Keys))
        {
            string wanted = expected.GetValueOrDefault(path, "(absent)");
            string got = actual.GetValueOrDefault(path, "(absent)");
            if (Normal(wanted, anyTime(path)) != Normal(got, anyTime(path)))
                faults.Add($"{path}\n   expected {wanted}\n   actual   {got}");
        }

        Assert.True(faults.Count == 0, $"{faults.Count} of {expected.Count} paths differ\n{string.Join('\n', faults.Take(20))}");
    }

    private static string Normal(string line, bool anyTime)
    {
        int at = line.IndexOf('@', StringComparison.Ordinal);
        return anyTime && at >= 0 ? line[..at] + line[line.IndexOf(' ', at)..] : line;
    }

    private static Dictionary<string, string> Xattrs(string text)
    {
        var result = new Dictionary<string, string>();
        foreach (string block in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length > 1)
                result[lines[0]["# file: ".Length..]] = string.Join(' ', lines[1..].Order(StringComparer.Ordinal));
        }

        return result;
    }
}
