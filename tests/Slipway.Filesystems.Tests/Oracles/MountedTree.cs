using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Filesystems.Tests.Oracles;

/// <summary>
/// What the kernel shows of a mounted image, a line for each name: path, type, permissions, owner, time, names, content or target or device number, and extended
/// attributes. The root's names are left out, for ext4 has a <c>lost+found</c> of its own there. Asked of find(1), stat(1) and getfattr(1).
/// </summary>
internal static class MountedTree
{
    public static async Task<List<string>> ReadAsync(LoopMount mount)
    {
        var (exitCode, found) = await Tool.RunAsync("find", mount.Folder, "-printf", "/%P\\t%y\\t%m\\t%U\\t%G\\t%T@\\t%n\\t%l\\0");
        Assert.True(exitCode == 0, found);
        var xattrs = await XattrsAsync(mount);
        var lines = new List<string>();
        foreach (var entry in found.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = entry.Split('\t');
            var path = fields[0] == "/" ? "" : fields[0];
            if (path == "/lost+found")
                continue;
            var content = fields[1] switch
            {
                "f" => Hash(await File.ReadAllBytesAsync(mount.Folder + path, TestContext.Current.CancellationToken)),
                "l" => Hash(Encoding.UTF8.GetBytes(fields[7])),
                "c" or "b" => (await Tool.RunAsync("stat", "-c", "%Hr:%Lr", mount.Folder + path)).Output.Trim(),
                _ => "",
            };
            var attributes = string.Join(' ', (xattrs.GetValueOrDefault(path) ?? []).Order(StringComparer.Ordinal));
            lines.Add($"{path}|{fields[1]}|{fields[2]}|{fields[3]}:{fields[4]}|{TrimTime(fields[5])}|{(path.Length == 0 ? "" : fields[6])}|{content}|{attributes}");
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    /// <summary>The same of something that was written.</summary>
    /// <param name="content">Of a file or a symbolic link.</param>
    /// <param name="xattrs">In order, <c>name=HEX</c>.</param>
    public static string LineOf(string path, ModelInode inode, int names, byte[]? content, IEnumerable<string> xattrs)
    {
        var type = inode.Type switch
        {
            InodeType.Directory => 'd',
            InodeType.SymbolicLink => 'l',
            InodeType.CharacterDevice => 'c',
            InodeType.BlockDevice => 'b',
            InodeType.Fifo => 'p',
            _ => 'f',
        };
        var shown = inode.Type switch
        {
            InodeType.CharacterDevice or InodeType.BlockDevice => $"{inode.Major}:{inode.Minor}",
            InodeType.Regular or InodeType.SymbolicLink => Hash(content ?? []),
            _ => "",
        };
        var a = inode.Attributes;
        return $"{path}|{type}|{Convert.ToString(a.Mode, 8)}|{a.Uid}:{a.Gid}|{a.MtimeSeconds}.{a.MtimeNanoseconds:D9}|{(path.Length == 0 ? "" : names)}|{shown}|{string.Join(' ', xattrs)}";
    }

    /// <summary>Seconds and nanoseconds; before 1970 find shows both as they are stored.</summary>
    private static string TrimTime(string time)
    {
        var parts = time.Split('.');
        return parts.Length == 1 ? time : $"{parts[0]}.{parts[1].PadRight(10, '0')[..9]}";
    }

    private static async Task<Dictionary<string, List<string>>> XattrsAsync(LoopMount mount)
    {
        var (_, output) = await Tool.RunAsync("getfattr", "-R", "-P", "-h", "-d", "-m", "-", "-e", "hex", "--absolute-names", mount.Folder);
        var all = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? current = null;
        foreach (var line in output.Split('\n'))
        {
            if (line.StartsWith("# file: ", StringComparison.Ordinal))
                all[line["# file: ".Length..][mount.Folder.Length..]] = current = [];
            else if (line.Split('=') is [var name, var value])
                current!.Add(string.Create(CultureInfo.InvariantCulture, $"{name}={(value.StartsWith("0x", StringComparison.Ordinal) ? value[2..].ToUpperInvariant() : "")}"));
        }

        return all;
    }

    private static string Hash(byte[] content) => Convert.ToHexString(SHA256.HashData(content))[..16];
}
