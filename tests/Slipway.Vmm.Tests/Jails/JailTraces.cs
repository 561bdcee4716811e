using System.Globalization;

namespace Slipway.Vmm.Tests.Jails;

/// <summary>What jails of this process leave on the host while they are there.</summary>
internal static class JailTraces
{
    public const string Slots = "/run/slipway/jails";

    /// <summary>Everything of this process that a jail is made of, one line each; empty when there is none.</summary>
    public static IReadOnlyList<string> Find() => [.. HeldSlots(), .. OrphanedSlots(), .. Mounts(), .. Children()];

    /// <summary>The user of a process.</summary>
    public static uint UserOf(int process) => uint.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1], CultureInfo.InvariantCulture);

    /// <summary>Where a process is in the control groups, or null where no machine is in one.</summary>
    public static string? GroupOf(int process)
    {
        var path = File.ReadLines($"/proc/{process}/cgroup").First(line => line.StartsWith("0::", StringComparison.Ordinal))[3..];
        return path.StartsWith("/slipway/", StringComparison.Ordinal) ? "/sys/fs/cgroup" + path : null;
    }

    private static IEnumerable<string> HeldSlots() => Directory.GetFiles("/proc/self/fd")
        .Select(descriptor => new FileInfo(descriptor).LinkTarget ?? "")
        .Where(target => target.StartsWith(Slots + "/", StringComparison.Ordinal));

    /// <summary>Those whose user nobody is any more, though their directories are there.</summary>
    private static IEnumerable<string> OrphanedSlots()
    {
        if (!Directory.Exists(Slots))
            yield break;
        foreach (var path in Directory.GetDirectories(Slots))
        {
            using var file = Linux.Files.FileLock.TryOpen(path);
            if (file is not null && Linux.Files.FileLock.TryTake(file, Linux.Files.LockMode.Exclusive) && Directory.Exists(path))
                yield return path;
        }
    }

    private static IEnumerable<string> Mounts() => File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(Slots, StringComparison.Ordinal));

    private static IEnumerable<string> Children()
    {
        foreach (var directory in Directory.GetDirectories("/proc").Where(directory => char.IsAsciiDigit(Path.GetFileName(directory)[0])))
        {
            var status = "";
            try
            {
                status = File.ReadAllText(Path.Combine(directory, "stat"));
            }
            catch (IOException)
            {
                // It ended while it was looked at.
            }

            var fields = status[(status.LastIndexOf(')') + 1)..].Split(' ');
            if (fields.Length > 2 && fields[2] == $"{Environment.ProcessId}" && (status.Contains("(cat)", StringComparison.Ordinal) || status.Contains("(qemu", StringComparison.Ordinal) || status.Contains("(firecracker", StringComparison.Ordinal)))
                yield return status;
        }
    }
}
