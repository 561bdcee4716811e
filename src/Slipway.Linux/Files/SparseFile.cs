using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Files;

/// <summary>Files with holes: where they have data, and copies that keep the holes or share the blocks.</summary>
public static partial class SparseFile
{
    private const int BlockBytes = 64 * 1024;
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int NoSuchAddress = 6; // ENXIO: no data from here to the end
    private const nuint CloneCommand = 0x40049409; // FICLONE, linux/fs.h

    /// <summary>The ranges that are no holes, in order, end exclusive; a file system without holes has one. Moves the handle's offset.</summary>
    /// <exception cref="LinuxException">It cannot be asked.</exception>
    public static IEnumerable<(long Start, long End)> DataOf(SafeFileHandle file)
    {
        for (var end = 0L; TrySeek(file, end, SeekData) is { } start;)
        {
            end = TrySeek(file, start, SeekHole) ?? throw new LinuxException("lseek", NoSuchAddress);
            yield return (start, end);
        }
    }

    /// <summary>Gives back the room that was reserved for holes; nothing happens where the file system cannot.</summary>
    public static void ReleaseHoles(SafeFileHandle file)
    {
        if (!HolePunch.IsSupported(file))
            return;
        var next = 0L;
        foreach (var (start, end) in DataOf(file).Append((RandomAccess.GetLength(file), 0)))
        {
            PunchRange(file, next, start);
            next = end;
        }
    }

    /// <summary>Makes holes of the blocks of 64 KiB that were written and are zero; nothing happens where the file system cannot.</summary>
    public static void ReleaseZeros(SafeFileHandle file)
    {
        if (!HolePunch.IsSupported(file))
            return;
        var block = new byte[BlockBytes];
        foreach (var (start, end) in DataOf(file).ToList())
        {
            var zeros = start;
            for (var offset = start; offset < end; offset += BlockBytes)
            {
                var read = RandomAccess.Read(file, block.AsSpan(0, (int)Math.Min(BlockBytes, end - offset)), offset);
                if (!block.AsSpan(0, read).ContainsAnyExcept((byte)0))
                    continue;
                PunchRange(file, zeros, offset);
                zeros = offset + read;
            }

            PunchRange(file, zeros, end);
        }
    }

    /// <summary>Makes an empty file as long as this and reserves its room, so that writing to it through a mapping cannot fail. Without such
    /// reservations on the file system it is only made as long.</summary>
    /// <exception cref="LinuxException">There is not as much room.</exception>
    public static void Reserve(SafeFileHandle file, long bytes)
    {
        RandomAccess.SetLength(file, bytes);
        var errno = HolePunch.Allocate(file, bytes);
        if (errno is not (0 or Errno.NotSupported))
            throw new LinuxException("fallocate", errno, $"{bytes} bytes");
    }

    /// <summary>Copies all of a file into an empty one: sharing its blocks where the file system can (reflink), else only what is no hole.</summary>
    /// <exception cref="LinuxException">There is no room, or a file cannot be read or written.</exception>
    public static void Copy(SafeFileHandle from, SafeFileHandle to)
    {
        if (TryShare(from, to) == 0)
            return;
        RandomAccess.SetLength(to, RandomAccess.GetLength(from));
        foreach (var (start, end) in DataOf(from).ToList())
            CopyRange(from, to, start, end);
    }

    /// <summary>Makes an empty file one with all of another's content that shares its blocks until one of them is written to; 0 or the errno.</summary>
    /// <remarks>EOPNOTSUPP, ENOTTY: the file system cannot. EXDEV: they lie on two.</remarks>
    public static int TryShare(SafeFileHandle from, SafeFileHandle to)
    {
        var added = false;
        try
        {
            from.DangerousAddRef(ref added);
            return -SystemCall.ErrnoOr(DescriptorCalls.ControlDevice(to, CloneCommand, from.DangerousGetHandle()));
        }
        finally
        {
            if (added)
                from.DangerousRelease();
        }
    }

    private static void PunchRange(SafeFileHandle file, long start, long end)
    {
        if (end > start)
            HolePunch.Punch(file, start, end - start);
    }

    private static void CopyRange(SafeFileHandle from, SafeFileHandle to, long start, long end)
    {
        var (source, target) = (start, start);
        while (source < end)
        {
            var count = CopyFileRange(from, ref source, to, ref target, (nuint)(end - source), 0);
            if (SystemCall.Check(count, "copy_file_range") == 0)
                return; // Shortened meanwhile.
        }
    }

    private static long? TrySeek(SafeFileHandle file, long offset, int whence)
    {
        var found = Seek(file, offset, whence);
        if (found >= 0)
            return found;
        var errno = Marshal.GetLastPInvokeError();
        return errno == NoSuchAddress ? null : throw new LinuxException("lseek", errno);
    }

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(SafeFileHandle file, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "copy_file_range", SetLastError = true)]
    private static partial nint CopyFileRange(SafeFileHandle from, ref long fromOffset, SafeFileHandle to, ref long toOffset, nuint length, uint flags);
}
