using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Paths;

/// <summary>What a path or an open file is (statx(2)).</summary>
/// <param name="Mode">Type and permission bits, as <c>st_mode</c>.</param>
/// <param name="Uid">Owner.</param>
/// <param name="Gid">Group.</param>
/// <param name="SizeBytes">Length of a regular file.</param>
public readonly partial record struct PathStatus(int Mode, uint Uid, uint Gid, long SizeBytes)
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint BasicStatistics = 0x7ff;

    /// <summary>sizeof(struct statx).</summary>
    internal const int StructBytes = 256;

    /// <summary>It is a directory.</summary>
    public bool IsDirectory => (Mode & 0xF000) == 0x4000;

    /// <summary>It is a regular file.</summary>
    public bool IsRegular => (Mode & 0xF000) == 0x8000;

    /// <summary>It is a block device.</summary>
    public bool IsBlockDevice => (Mode & 0xF000) == 0x6000;

    /// <summary>It is a symbolic link (only without following).</summary>
    public bool IsLink => (Mode & 0xF000) == 0xA000;

    /// <summary>Someone may execute it.</summary>
    public bool HasExecuteBit => (Mode & 0x49) != 0;

    /// <summary>Reads it; null and the errno when there is nothing there or it is out of reach.</summary>
    public static PathStatus? TryRead(string path, bool followLink, out int errno) =>
        TryRead(CurrentDirectory, path, followLink ? 0 : NoFollow, out errno);

    /// <summary>Reads it of an open file.</summary>
    internal static PathStatus Of(SafeFileHandle file, string path)
    {
        var status = TryRead((int)file.DangerousGetHandle(), "", EmptyPath, out var errno);
        GC.KeepAlive(file);
        return status ?? throw new LinuxException("statx", errno, path);
    }

    /// <summary>Reads the whole structure of <see cref="StructBytes"/>, through symbolic links.</summary>
    internal static void Read(string path, Span<byte> status) => SystemCall.Check(StatX(CurrentDirectory, path, 0, BasicStatistics, status), "statx", path);

    /// <summary>The same; false when there is nothing there.</summary>
    /// <exception cref="LinuxException">It is out of reach.</exception>
    internal static bool TryRead(string path, Span<byte> status)
    {
        var errno = -SystemCall.ErrnoOr(StatX(CurrentDirectory, path, 0, BasicStatistics, status));
        return errno is 0 or Errno.NoEntry ? errno == 0 : throw new LinuxException("statx", errno, path);
    }

    private static PathStatus? TryRead(int directory, string path, int flags, out int errno)
    {
        Span<byte> value = stackalloc byte[StructBytes];
        errno = -SystemCall.ErrnoOr(StatX(directory, path, flags, BasicStatistics, value));
        if (errno != 0)
            return null;
        return new PathStatus(
            BinaryPrimitives.ReadUInt16LittleEndian(value[28..]),
            BinaryPrimitives.ReadUInt32LittleEndian(value[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(value[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(value[40..]));
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, Span<byte> value);
}
