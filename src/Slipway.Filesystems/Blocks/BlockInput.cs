using Microsoft.Win32.SafeHandles;

namespace Slipway.Filesystems.Blocks;

/// <summary>Reads blocks of an image. Blocks of metadata are kept, 8 MiB of them, while others do not need their place.</summary>
/// <param name="blockBits">Size of a block, as a power of two.</param>
/// <param name="first">The first block of the filesystem.</param>
/// <param name="end">The block behind its last.</param>
internal sealed class BlockInput(SafeFileHandle handle, int blockBits, ulong first, ulong end)
{
    /// <summary>The inode tables of 30 000 files: in a large directory names come in the order of hashes, inodes do not.</summary>
    private const int KeptBytes = 8 << 20;
    private readonly (ulong Number, byte[]? Bytes)[] _kept = new (ulong, byte[]?)[KeptBytes >> blockBits];

    /// <summary>A whole block, for reading only: others may get the same array.</summary>
    /// <param name="purpose">What should stand there, for the message when the number is wrong.</param>
    public ReadOnlySpan<byte> Block(ulong number, string purpose)
    {
        if (number < first || number >= end)
            throw new FilesystemException($"{purpose} should be in block {number}, but the filesystem has blocks {first} to {end - 1}");
        ref var kept = ref _kept[number % (uint)_kept.Length];
        if (kept.Bytes is null || kept.Number != number)
        {
            var bytes = new byte[1 << blockBits];
            Read(handle, (long)number << blockBits, bytes);
            kept = (number, bytes);
        }

        return kept.Bytes;
    }

    /// <summary>Content, past the kept blocks.</summary>
    public void Read(long position, Span<byte> target) => Read(handle, position, target);

    public static void Read(SafeFileHandle handle, long position, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var count = RandomAccess.Read(handle, target, position);
            if (count == 0)
                throw new FilesystemException($"the image ends at byte {position}, {target.Length} bytes before the end of what should stand there");
            target = target[count..];
            position += count;
        }
    }
}
