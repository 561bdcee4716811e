namespace Slipway.Filesystems.Ext4;

/// <content>File content.</content>
public sealed partial class Ext4Writer
{
    /// <summary>
    /// Writes a piece of a regular file. Offsets only grow; what is skipped, and every aligned 4 KiB block of zeros, becomes a hole. Fastest
    /// when one file is written to its end before the next and the pieces are large.
    /// </summary>
    /// <exception cref="FilesystemException">The piece reaches beyond the file's size or before content written earlier, or the image is full.</exception>
    public void WriteContent(Inode file, long offset, ReadOnlySpan<byte> data)
    {
        RequireOpen();
        ref var record = ref _inodes.Require(file);
        if (!record.IsRegular)
            throw new FilesystemException($"inode {file.Number} is a {TypeOf(file)}: only regular files have content");
        if (offset < 0 || offset > record.Size - data.Length)
        {
            throw new FilesystemException(
                $"content of inode {file.Number}: {data.Length} bytes at offset {offset} do not fit into its size of {record.Size} bytes");
        }

        _content.Write(file.Number, offset, data);
    }
}
