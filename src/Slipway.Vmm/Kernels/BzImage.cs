using System.Buffers.Binary;
using System.Text;

namespace Slipway.Vmm.Kernels;

/// <summary>
/// Reads a bzImage (the "vmlinuz" of distributions) and takes the ELF kernel out of it, because a VMM that loads the ELF directly spares
/// the guest its own unpacking: 0.3 s under software emulation.
/// </summary>
/// <remarks>
/// The setup header (Linux, Documentation/arch/x86/boot.rst), offsets in bytes, little-endian:
/// <code>
/// 1F1  u8   setup_sects     sectors of 512 bytes after the boot sector; 0 means 4
/// 1FE  u16  boot_flag       AA55
/// 202  u32  header          "HdrS"
/// 206  u16  version         at least 0208, or there is no payload field
/// 20E  u16  kernel_version  offset of a NUL-ended string, less 200
/// 248  u32  payload_offset  from the protected-mode code, which starts at (setup_sects + 1) * 512
/// 24C  u32  payload_length  compressed kernel, followed within it by 4 bytes with its unpacked size
/// </code>
/// </remarks>
internal sealed class BzImage
{
    private const int SetupSectorsOffset = 0x1F1;
    private const int HeaderMagicOffset = 0x202;
    private const int ProtocolOffset = 0x206;
    private const int VersionPointerOffset = 0x20E;
    private const int PayloadOffsetOffset = 0x248;
    private const int PayloadLengthOffset = 0x24C;
    private const int HeaderEnd = 0x250;
    private const int SectorBytes = 512;
    private const int DefaultSetupSectors = 4;
    private const int UnpackedSizeTrailerBytes = 4;

    /// <summary>A distribution's kernel unpacks to about 60 MiB; more than 512 MiB is a bomb.</summary>
    private const int MaxUnpackedBytes = 512 << 20;

    private readonly ReadOnlyMemory<byte> _payload;
    private readonly string _subject;

    private BzImage(string version, ReadOnlyMemory<byte> payload, string subject)
    {
        Version = version;
        _payload = payload;
        _subject = subject;
    }

    /// <summary>The release the kernel calls itself, such as "6.1.0-56-cloud-amd64".</summary>
    public string Version { get; }

    /// <summary>Whether the bytes start like a bzImage.</summary>
    public static bool HasMagic(ReadOnlySpan<byte> file) =>
        file.Length >= HeaderEnd && file.Slice(HeaderMagicOffset, 4).SequenceEqual("HdrS"u8);

    /// <summary>Parses the header.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="subject">Its name, for messages.</param>
    /// <exception cref="InvalidDataException">It is not a bzImage, is older than boot protocol 2.08, or is cut.</exception>
    public static BzImage Parse(ReadOnlyMemory<byte> file, string subject)
    {
        var span = file.Span;
        if (!HasMagic(span))
            throw new InvalidDataException($"{subject} is not a bzImage: no \"HdrS\" at offset 0x202");
        var protocol = BinaryPrimitives.ReadUInt16LittleEndian(span[ProtocolOffset..]);
        if (protocol < 0x208)
            throw new InvalidDataException($"{subject} has boot protocol {protocol >> 8}.{protocol & 255:D2}; 2.08 or newer is needed");
        var sectors = span[SetupSectorsOffset] is 0 ? DefaultSetupSectors : span[SetupSectorsOffset];
        var start = ((sectors + 1L) * SectorBytes) + BinaryPrimitives.ReadUInt32LittleEndian(span[PayloadOffsetOffset..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(span[PayloadLengthOffset..]);
        if (length <= UnpackedSizeTrailerBytes || start + length > file.Length)
            throw new InvalidDataException($"{subject} is cut: its kernel of {length} bytes at offset {start} ends beyond its {file.Length} bytes");
        return new BzImage(ReadVersion(span, subject), file.Slice((int)start, (int)length - UnpackedSizeTrailerBytes), subject);
    }

    /// <summary>Unpacks the ELF kernel, without the relocations that may follow it.</summary>
    public async Task<ReadOnlyMemory<byte>> ExtractElfAsync(CancellationToken cancellationToken)
    {
        var unpacked = await CompressedData.UnpackAsync(_payload, $"the kernel in {_subject}", MaxUnpackedBytes, cancellationToken);
        var elf = ElfFile.Parse(unpacked, $"the kernel in {_subject}");
        return unpacked.AsMemory(0, elf.Length);
    }

    private static string ReadVersion(ReadOnlySpan<byte> file, string subject)
    {
        var offset = BinaryPrimitives.ReadUInt16LittleEndian(file[VersionPointerOffset..]) + 0x200;
        if (offset >= file.Length)
            throw new InvalidDataException($"{subject}: the version string at offset {offset} is beyond its {file.Length} bytes");
        var text = file[offset..Math.Min(file.Length, offset + 128)];
        var end = text.IndexOfAny((byte)' ', (byte)0);
        return Encoding.ASCII.GetString(end < 0 ? text : text[..end]);
    }
}
