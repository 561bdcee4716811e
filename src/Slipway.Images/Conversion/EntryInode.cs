using Slipway.Filesystems;
using Slipway.Oci.Tar;

namespace Slipway.Images.Conversion;

/// <summary>The inode that an entry of a tar describes.</summary>
internal static class EntryInode
{
    /// <summary>A directory that no entry describes.</summary>
    public static readonly Attributes UndescribedDirectory = new(0x1ED, 0, 0, 0, 0);

    private const ushort SymbolicLinkMode = 0x1FF;

    /// <summary>Makes it, with its extended attributes; anything but a hard link.</summary>
    public static Inode Create(IFilesystemWriter tree, TarEntry entry, Inode directory, ReadOnlyMemory<byte> name, ConversionTally tally)
    {
        Inode inode = Create(tree, entry, directory, name.Span);
        tally.AddMetadata(name.Length + entry.LinkTarget.Length);
        tally.DroppedXattrs += XattrPolicy.Replace(tree, inode, entry, tally);
        return inode;
    }

    /// <summary>Gives a directory that is there the entry's attributes and extended attributes.</summary>
    public static void Describe(IFilesystemWriter tree, TarEntry entry, Inode directory, ConversionTally tally)
    {
        tree.SetAttributes(directory, AttributesOf(entry));
        tally.DroppedXattrs += XattrPolicy.Replace(tree, directory, entry, tally);
    }

    /// <summary>Writes the content of the reader's entry, a file.</summary>
    public static void WriteContent(IFilesystemWriter tree, TarReader reader, Inode file)
    {
        while (reader.TryReadSegment(out long offset, out ReadOnlySpan<byte> data))
            tree.WriteContent(file, offset, data);
    }

    private static Inode Create(IFilesystemWriter tree, TarEntry entry, Inode directory, ReadOnlySpan<byte> name)
    {
        Attributes attributes = AttributesOf(entry);
        return entry.Type switch
        {
            TarEntryType.Directory => tree.CreateDirectory(directory, name, attributes),
            TarEntryType.Regular => tree.CreateFile(directory, name, entry.SizeBytes, attributes),
            // Linux knows no other mode for them.
            TarEntryType.SymbolicLink =>
                tree.CreateSymbolicLink(directory, name, entry.LinkTarget.Span, attributes with { Mode = SymbolicLinkMode }),
            TarEntryType.CharacterDevice =>
                tree.CreateDevice(directory, name, InodeType.CharacterDevice, entry.DeviceMajor, entry.DeviceMinor, attributes),
            TarEntryType.BlockDevice =>
                tree.CreateDevice(directory, name, InodeType.BlockDevice, entry.DeviceMajor, entry.DeviceMinor, attributes),
            TarEntryType.Fifo => tree.CreateFifo(directory, name, attributes),
            var type => throw new InvalidOperationException($"a {type} is not created"),
        };
    }

    private static Attributes AttributesOf(TarEntry entry) =>
        new(entry.Mode, entry.Uid, entry.Gid, entry.MtimeSeconds, entry.MtimeNanoseconds);
}
