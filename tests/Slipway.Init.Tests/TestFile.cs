using Slipway.Linux.Paths;

namespace Slipway.Init.Tests;

/// <summary>Files with the permissions that a test is about.</summary>
internal static class TestFile
{
    /// <summary>Writes a file and the directories above it; returns its path.</summary>
    public static string Write(this TemporaryDirectory directory, string name, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var path = directory[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        DirectoryTree.ChangeMode(path, (int)mode);
        return path;
    }
}
