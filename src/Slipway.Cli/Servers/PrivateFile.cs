using Slipway.Linux.Files;

namespace Slipway.Cli.Servers;

/// <summary>A file with secrets in a directory of the user's: 0600 in 0700, whole or not at all.</summary>
internal static class PrivateFile
{
    private const int MaxBytes = 1024 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The content; null where there is no file.</summary>
    /// <exception cref="ServerException">It is longer than any such file.</exception>
    public static byte[]? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        using var file = RegularFile.OpenRead(path);
        var length = RandomAccess.GetLength(file);
        if (length > MaxBytes)
            throw new ServerException($"{path} has {length} bytes, at most {MaxBytes} are allowed; mend it or move it away.");
        var content = new byte[length];
        return content[..RandomAccess.Read(file, content, 0)];
    }

    /// <summary>Creates or replaces the file; a symbolic link keeps pointing to it. A directory that is missing is made for the owner alone.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!, OwnerOnly | UnixFileMode.UserExecute);
        DurableFile.Replace(target, content, OwnerOnly);
    }
}
