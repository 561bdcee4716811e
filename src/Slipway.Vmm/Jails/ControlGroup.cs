using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Files;
using Slipway.Linux.Paths;

namespace Slipway.Vmm.Jails;

/// <summary>The control group of one machine. Disposing ends what is in it and removes it.</summary>
internal sealed class ControlGroup : IDisposable
{
    private const int DirectoryMode = 0x1ED; // 0755
    private const int PeriodMicroseconds = 100_000;

    private readonly string _path;

    private ControlGroup(string path, SafeFileHandle directory) => (_path, Directory) = (path, directory);

    /// <summary>Its path below the root of the hierarchy.</summary>
    public string Name => $"{ControlGroupTree.Name}/{Path.GetFileName(_path)}";

    /// <summary>Into which a process can be born.</summary>
    public SafeFileHandle Directory { get; }

    /// <summary>Makes one that does not exist.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static ControlGroup Create(string path, GroupLimits limits)
    {
        DirectoryTree.Create(path, DirectoryMode);
        try
        {
            Set("cpu.max", string.Create(CultureInfo.InvariantCulture, $"{(long)limits.ProcessorPercent * PeriodMicroseconds / 100} {PeriodMicroseconds}"));
            Set("memory.max", $"{limits.MemoryBytes}");
            if (File.Exists(Path.Combine(path, "memory.swap.max"))) // not on a kernel without swap
                Set("memory.swap.max", "0");
            Set("memory.oom.group", "1");
            Set("pids.max", $"{limits.MaxThreads}");
            return new ControlGroup(path, FileLock.TryOpen(path) ?? throw new LinuxException("open", Errno.NoEntry, path));
        }
        catch
        {
            Remove(path);
            throw;
        }

        void Set(string file, string value) => SmallFile.WriteControl(Path.Combine(path, file), value);
    }

    /// <summary>Ends what is in a group, and removes it.</summary>
    /// <returns>It is gone, or was never there. Killed processes leave it a moment later: then the next start removes it.</returns>
    public static bool Remove(string path)
    {
        if (DirectoryTree.TryRemoveDirectory(path) is 0 or Errno.NoEntry)
            return true;
        SmallFile.WriteControl(Path.Combine(path, "cgroup.kill"), "1");
        return DirectoryTree.TryRemoveDirectory(path) == 0;
    }

    public void Dispose()
    {
        Directory.Dispose();
        Remove(_path);
    }
}
