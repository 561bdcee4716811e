using System.Globalization;
using Slipway.Contracts.GuestLink;
using Slipway.Linux.Descriptors;

namespace Slipway.Init.Machine;

/// <summary>Reads the kernel's counters from /proc (proc(5)).</summary>
internal static class SystemInformation
{
    private const int MaxFileBytes = 1024 * 1024;

    public static SystemInfoReply Read()
    {
        var files = Numbers(ReadFile("/proc/sys/fs/file-nr"));
        return new SystemInfoReply
        {
            Memory = ParseMemory(ReadFile("/proc/meminfo")),
            LoadAverage = [.. ReadFile("/proc/loadavg").Split(' ').Take(3).Select(value => double.Parse(value, CultureInfo.InvariantCulture))],
            Cpus = ParseCpus(ReadFile("/proc/stat")),
            Disks = ParseDisks(ReadFile("/proc/diskstats")),
            Networks = ParseNetworks(ReadFile("/proc/net/dev")),
            OpenFiles = files.ElementAtOrDefault(0),
            MaxOpenFiles = files.ElementAtOrDefault(2),
        };
    }

    /// <summary>Lines like <c>MemTotal:  245760 kB</c>.</summary>
    internal static Dictionary<string, long> ParseMemory(string text)
    {
        var memory = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in Lines(text))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && Numbers(line[(colon + 1)..].Replace("kB", "", StringComparison.Ordinal)) is [var value, ..])
                memory[line[..colon]] = line.EndsWith("kB", StringComparison.Ordinal) ? value * 1024 : value;
        }

        return memory;
    }

    /// <summary>Lines like <c>cpu0 1 2 3 4 5 6 7 8 9 10</c>; the sum, <c>cpu</c>, is left out.</summary>
    internal static IReadOnlyList<IReadOnlyList<long>> ParseCpus(string text) =>
        [.. Lines(text).Where(line => line.StartsWith("cpu", StringComparison.Ordinal) && line.Length > 3 && char.IsAsciiDigit(line[3])).Select(AfterFirstWord)];

    /// <summary>Lines like <c>254 0 vda 1 2 3 …</c>.</summary>
    internal static Dictionary<string, IReadOnlyList<long>> ParseDisks(string text)
    {
        var disks = new Dictionary<string, IReadOnlyList<long>>(StringComparer.Ordinal);
        foreach (var words in Lines(text).Select(Words).Where(words => words.Length > 3 && words[2].StartsWith("vd", StringComparison.Ordinal)))
            disks[words[2]] = Numbers(string.Join(' ', words.Skip(3)));
        return disks;
    }

    /// <summary>Two lines of heading, then lines like <c>  eth0: 1 2 3 …</c>.</summary>
    internal static Dictionary<string, IReadOnlyList<long>> ParseNetworks(string text)
    {
        var networks = new Dictionary<string, IReadOnlyList<long>>(StringComparer.Ordinal);
        foreach (var line in Lines(text).Skip(2))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? "" : line[..colon].Trim();
            if (name is not ("" or "lo"))
                networks[name] = Numbers(line[(colon + 1)..]);
        }

        return networks;
    }

    private static string ReadFile(string path) => SmallFile.ReadText(path, MaxFileBytes) ?? "";

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Words(string line) => line.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static long[] AfterFirstWord(string line) => Numbers(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);

    private static long[] Numbers(string text) =>
        [.. Words(text).Select(word => long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : 0)];
}
