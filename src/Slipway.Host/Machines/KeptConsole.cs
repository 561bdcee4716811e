using Microsoft.Win32.SafeHandles;
using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.Host.Machines;

/// <summary>A machine's console, in a file that gets a name only when somebody should look into it.</summary>
internal sealed class KeptConsole : IDisposable
{
    /// <summary>Consoles kept at one time; the oldest make room.</summary>
    private const int MaxKept = 20;

    private readonly string _path;

    public KeptConsole(MachineId id, DataDirectory data)
    {
        _path = Path.Combine(data.Consoles, $"{id}.log");
        Directory.CreateDirectory(data.Consoles);
        File = UnnamedFile.Create(data.Consoles);
    }

    public SafeFileHandle File { get; }

    /// <summary>Where the console is; null until it was kept.</summary>
    public string? KeptPath { get; private set; }

    /// <summary>Empties the file, for another guest.</summary>
    public void Clear() => RandomAccess.SetLength(File, 0);

    /// <summary>Gives the console a name and says so behind <paramref name="reason"/>.</summary>
    public string Keep(string reason)
    {
        try
        {
            if (KeptPath is null && UnnamedFile.TryPublish(File, _path))
            {
                KeptPath = _path;
                RemoveOldest();
            }
        }
        catch (LinuxException e)
        {
            return $"{reason} (the console could not be kept: {e.Message})";
        }

        return KeptPath is null ? reason : $"{reason}; the guest's console is in {KeptPath}";
    }

    public void Dispose() => File.Dispose();

    private void RemoveOldest()
    {
        var kept = new DirectoryInfo(Path.GetDirectoryName(_path)!).GetFiles("*.log").OrderByDescending(file => file.LastWriteTimeUtc);
        foreach (var old in kept.Skip(MaxKept))
            old.Delete();
    }
}
