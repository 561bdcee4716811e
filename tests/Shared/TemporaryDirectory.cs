using System.Diagnostics;

namespace Slipway.Testing;

/// <summary>A directory of a test's own, gone with everything in it when the test is.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <param name="isInMemory">Where there is a file system in memory, on that: syncing costs nothing there.</param>
    public TemporaryDirectory(bool isInMemory = false) => Path = isInMemory && Directory.Exists(Memory)
        ? Directory.CreateDirectory($"{Memory}/slipway-test-{Guid.NewGuid():N}").FullName
        : Directory.CreateTempSubdirectory("slipway-test-").FullName;

    public string Path { get; }

    /// <summary>The path of a name in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // .NET cannot delete names that are not UTF-8.
            using var remove = Process.Start("rm", ["-rf", "--one-file-system", Path]);
            remove.WaitForExit();
        }
    }
}
