using System.Text;

namespace Slipway.Linux.Descriptors;

/// <summary>Whole small files in one go, such as those of /proc, /sys and /etc. Lengths are capped, since images and kernels are not trusted.</summary>
public static class SmallFile
{
    private const int FirstBufferBytes = 4096;

    /// <summary>The content; null when there is no such file.</summary>
    /// <exception cref="LinuxException">It exists and cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is longer than <paramref name="maxBytes"/>.</exception>
    public static byte[]? Read(string path, int maxBytes)
    {
        using var file = FileDescriptor.TryOpen(path, OpenFlags.ReadOnly | OpenFlags.NonBlocking, out var errno);
        if (file is null)
            return errno is Errno.NoEntry or Errno.NotDirectory ? null : throw new LinuxException("open", errno, path);
        var buffer = new byte[Math.Min(FirstBufferBytes, maxBytes + 1)];
        var length = 0;
        while (true)
        {
            var read = file.Read(buffer.AsSpan(length));
            if (read < 0)
                throw new LinuxException("read", -read, path);
            if (read == 0)
                return buffer[..length];
            length += read;
            if (length > maxBytes)
                throw new InvalidDataException($"{path} is longer than {maxBytes} bytes");
            if (length == buffer.Length)
                Array.Resize(ref buffer, Math.Min(buffer.Length * 4, maxBytes + 1));
        }
    }

    /// <summary>The content as UTF-8 text; null when there is no such file.</summary>
    public static string? ReadText(string path, int maxBytes) => Read(path, maxBytes) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Writes an existing file in one call, as the kernel's control files want it.</summary>
    /// <exception cref="LinuxException">It cannot be written.</exception>
    public static void WriteControl(string path, string value)
    {
        using var file = FileDescriptor.Open(path, OpenFlags.WriteOnly);
        file.WriteAll(Encoding.UTF8.GetBytes(value), path);
    }

    /// <summary>Creates a file or replaces its content, with these permission bits if it is new.</summary>
    /// <exception cref="LinuxException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, int mode)
    {
        using var file = FileDescriptor.Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate, mode);
        file.WriteAll(content, path);
    }
}
