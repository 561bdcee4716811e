using Slipway.Filesystems.Ext4;

namespace Slipway.Filesystems.Tests.Oracles;

/// <summary>Values that many tests share.</summary>
internal static class Samples
{
    public static Guid Uuid { get; } = new("6f1c7f5e-3b1a-4c7e-9a52-0d5f8f1e2a3b");

    public static Ext4WriterOptions Options { get; } = new(0, "test") { CreatedSeconds = 1_700_000_000 };

    public static Attributes FileAttributes { get; } = new(0x1A4, 1000, 100_000, 1_600_000_000, 123_456_789);

    public static Attributes DirectoryAttributes { get; } = new(0x1ED, 0, 0, 1_500_000_000, 1);

    /// <summary>user::rw-, user:1000:r--, group::r--, mask::r--, other::--- as system calls carry it.</summary>
    public static string AclHex { get; } = "0200000001000600FFFFFFFF02000400E803000004000400FFFFFFFF10000400FFFFFFFF20000000FFFFFFFF";

    /// <summary>cap_net_bind_service+ep, VFS_CAP_REVISION_2.</summary>
    public static string CapabilityHex { get; } = "0100000200040000000000000000000000000000";

    /// <summary>Bytes without a block of zeros, the same for the same seed.</summary>
    public static byte[] Content(int length, int seed = 1)
    {
        var bytes = new byte[length];
        var state = (uint)seed * 2_654_435_761 + 1;
        for (var i = 0; i < length; i++)
        {
            state = state * 1_664_525 + 1_013_904_223;
            bytes[i] = (byte)(state >> 24);
        }

        return bytes;
    }

    /// <summary>Bytes that compress to about a third.</summary>
    public static byte[] Text(int length, int seed = 1)
    {
        var words = Content(4096, seed);
        var text = new byte[length];
        var random = new Random(seed);
        for (var i = 0; i < length;)
        {
            var word = words.AsSpan(random.Next(words.Length / 16) * 16, Math.Min(16, length - i));
            word.CopyTo(text.AsSpan(i));
            i += word.Length;
        }

        return text;
    }

    public static Inode AddFile(this IFilesystemWriter writer, Inode parent, string name, byte[] content)
    {
        var file = writer.CreateFile(parent, System.Text.Encoding.UTF8.GetBytes(name), content.Length, FileAttributes);
        writer.WriteContent(file, 0, content);
        return file;
    }

    public static Inode AddDirectory(this IFilesystemWriter writer, Inode parent, string name) =>
        writer.CreateDirectory(parent, System.Text.Encoding.UTF8.GetBytes(name), DirectoryAttributes);
}
