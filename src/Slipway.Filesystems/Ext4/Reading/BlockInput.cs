using Microsoft.Win32.SafeHandles;

namespace Slipway.Filesystems.Ext4.Reading;

/// <summary>Reads blocks of an image. Blocks of metadata are kept, 8 MiB of them, while others do not need their place.</summary>
internal sealed class BlockInput
{
    /// <summary>The inode tables of 30 000 files: in a large directory names come in the order of hashes, inodes do not.</summary>
    private const int KeptBytes = 8 << 20;
    private readonly SafeFileHandle _handle;
    private readonly (ulong Number, byte[]? Bytes)[] _kept;
    private readonly Volume _volume;

    public BlockInput(SafeFileHandle handle, Volume volume)
    {
        _handle = handle;
        _volume = volume;
        _kept = new (ulong, byte[]?)[KeptBytes >> volume.BlockBits];
    }

    /// <summary>A whole block, for reading only: others may get the same array.</summary>
    /// <param name="purpose">What should stand there, for the message when the number is wrong.</param>
    public ReadOnlySpan<byte> Block(ulong number, string purpose)
    {
        if (!_volume.Holds(number, 1))
            throw new FilesystemException($"{purpose} should be in block {number}, but the filesystem has blocks {_volume.FirstBlock} to {_volume.Blocks - 1}");
        ref var kept = ref _kept[number % (uint)_kept.Length];
        if (kept.Bytes is null || kept.Number != number)
        {
            var bytes = new byte[_volume.BlockSizeBytes];
            Read(_handle, (long)number << _volume.BlockBits, bytes);
            kept = (number, bytes);
        }

        return kept.Bytes;
    }

    /// <summary>Content, past the kept blocks.</summary>
    public void Read(long position, Span<byte> target) => Read(_handle, position, target);

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
