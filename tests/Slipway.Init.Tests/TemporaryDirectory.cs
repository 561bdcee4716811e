using Slipway.Linux.Paths;

namespace Slipway.Init.Tests;

/// <summary>A directory that is gone when the test is.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("slipway-init-").FullName;

    public string Write(string name, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        DirectoryTree.ChangeMode(path, (int)mode);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
