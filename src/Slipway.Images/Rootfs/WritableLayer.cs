using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems;
using Slipway.Filesystems.Ext4;
using Slipway.Linux.Files;

namespace Slipway.Images.Rootfs;

/// <summary>
/// A machine's own layer above those of its image: an ext4 with overlayfs's two directories, <c>upper</c> and <c>work</c>. The kernel would make those where they
/// are missing, by code that emulation has to translate first (1,700 blocks). Sparse, so that its cost hardly depends on its size (8 KiB of bitmaps for each
/// 128 MiB).
/// </summary>
public static class WritableLayer
{
    /// <summary>One inode for so many bytes, as mke2fs has it.</summary>
    internal const long BytesPerInode = 16 * 1024;

    /// <summary>Makes one in a file without a name, which the caller disposes.</summary>
    /// <param name="directory">On whose file system.</param>
    /// <param name="identity">The filesystem's UUID.</param>
    /// <param name="directories">What the image's layers do not show as it is, see <see cref="ImageLease.Directories"/>.</param>
    /// <param name="now">When what no layer describes was written.</param>
    public static SafeFileHandle Create(string directory, long sizeBytes, Guid identity, IReadOnlyList<RootfsDirectory> directories, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(directories);
        return UnnamedFile.Create(directory, file =>
        {
            using var writer = new Ext4Writer(file, new Ext4WriterOptions(sizeBytes, "slipway-upper") { MaximumSizeBytes = sizeBytes, BytesPerInode = BytesPerInode });
            var upper = writer.CreateDirectory(writer.Root, "upper"u8, new Attributes(0x1ED, 0, 0, now.ToUnixTimeSeconds(), 0));
            writer.CreateDirectory(writer.Root, "work"u8, new Attributes(0x1C0, 0, 0, now.ToUnixTimeSeconds(), 0));
            foreach (var described in directories)
                Describe(writer, upper, described);
            writer.Finish(identity);
        });
    }

    private static void Describe(IFilesystemWriter writer, Inode upper, RootfsDirectory described)
    {
        var directory = upper;
        foreach (var component in described.Path.AsSpan().Split((byte)'/'))
        {
            var name = described.Path.AsSpan(component);
            if (!name.IsEmpty)
                directory = writer.TryLookup(directory, name, out var child) ? child : writer.CreateDirectory(directory, name, default);
        }

        described.Describe(writer, directory);
    }
}
