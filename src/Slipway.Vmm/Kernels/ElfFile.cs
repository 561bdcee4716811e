using System.Buffers.Binary;
using System.Text;

namespace Slipway.Vmm.Kernels;

/// <summary>
/// The little of ELF64 that kernels and their modules need (System V ABI, gABI 4.1, chapter 4; little-endian only).
/// </summary>
/// <remarks>
/// <code>
/// header   0 7F "ELF"  4 class (2 = 64 bit)  5 data (1 = little-endian)  18 u16 machine  32 u64 phoff  40 u64 shoff
///          54 u16 phentsize  56 u16 phnum  58 u16 shentsize  60 u16 shnum  62 u16 shstrndx
/// program  0 u32 type (4 = note)  8 u64 offset  32 u64 filesz                                  56 bytes each
/// section  0 u32 name  4 u32 type (8 = no bits)  24 u64 offset  32 u64 size                    64 bytes each
/// note     u32 namesz  u32 descsz  u32 type  name  descriptor, both padded to 4
/// </code>
/// </remarks>
internal sealed class ElfFile
{
    private const int HeaderBytes = 64;
    private const int ProgramHeaderBytes = 56;
    private const int SectionHeaderBytes = 64;
    private const uint NoteSegment = 4;
    private const uint NoBitsSection = 8;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly List<(string Name, int Offset, int Length)> _sections = [];
    private readonly List<(int Offset, int Length)> _notes = [];

    private ElfFile(ReadOnlyMemory<byte> file) => _file = file;

    /// <summary>Machine code the file is for: 62 is x86-64, 183 is AArch64 (e_machine).</summary>
    public int Machine { get; private init; }

    /// <summary>Bytes up to the end of the last thing the headers name.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the bytes start like an ELF file.</summary>
    public static bool HasMagic(ReadOnlySpan<byte> file) => file.StartsWith("\u007fELF"u8);

    /// <summary>Parses the headers. The bytes are kept, not copied.</summary>
    /// <exception cref="InvalidDataException">Not ELF64 little-endian, or a header points outside.</exception>
    public static ElfFile Parse(ReadOnlyMemory<byte> file, string subject)
    {
        var span = file.Span;
        if (span.Length < HeaderBytes || !HasMagic(span) || span[4] != 2 || span[5] != 1)
            throw new InvalidDataException($"{subject} is not a 64-bit little-endian ELF file");
        var elf = new ElfFile(file) { Machine = BinaryPrimitives.ReadUInt16LittleEndian(span[18..]), Length = HeaderBytes };
        elf.ReadProgramHeaders(span, subject);
        elf.ReadSectionHeaders(span, subject);
        return elf;
    }

    /// <summary>A section's bytes, or empty when there is none of that name.</summary>
    public ReadOnlySpan<byte> Section(string name)
    {
        foreach (var (found, offset, length) in _sections)
        {
            if (string.Equals(found, name, StringComparison.Ordinal))
                return _file.Span.Slice(offset, length);
        }
        return [];
    }

    /// <summary>Whether a note of this owner and type exists.</summary>
    public bool HasNote(string owner, uint type)
    {
        foreach (var (offset, length) in _notes)
        {
            var rest = _file.Span.Slice(offset, length);
            while (rest.Length >= 12)
            {
                long nameBytes = BinaryPrimitives.ReadUInt32LittleEndian(rest);
                long descriptorBytes = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
                var size = 12 + Align(nameBytes) + Align(descriptorBytes);
                if (size > rest.Length)
                    break;
                var name = Encoding.ASCII.GetString(rest.Slice(12, (int)nameBytes)).TrimEnd('\0');
                if (BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]) == type && string.Equals(name, owner, StringComparison.Ordinal))
                    return true;
                rest = rest[(int)size..];
            }
        }
        return false;
    }

    private static long Align(long bytes) => (bytes + 3) & ~3L;

    private void ReadProgramHeaders(ReadOnlySpan<byte> file, string subject)
    {
        var (table, count) = Table(file, file[32..], file[54..], file[56..], ProgramHeaderBytes, "program", subject);
        for (var i = 0; i < count; i++)
        {
            var entry = file.Slice(table + (i * ProgramHeaderBytes), ProgramHeaderBytes);
            var (offset, length) = Range(file, entry[8..], entry[32..], $"program header {i}", subject);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) == NoteSegment)
                _notes.Add((offset, length));
        }
    }

    private void ReadSectionHeaders(ReadOnlySpan<byte> file, string subject)
    {
        var (table, count) = Table(file, file[40..], file[58..], file[60..], SectionHeaderBytes, "section", subject);
        int namesIndex = BinaryPrimitives.ReadUInt16LittleEndian(file[62..]);
        if (count == 0 || namesIndex >= count)
            return;
        var namesEntry = file.Slice(table + (namesIndex * SectionHeaderBytes), SectionHeaderBytes);
        var (namesOffset, namesLength) = Range(file, namesEntry[24..], namesEntry[32..], "section names", subject);
        var names = file.Slice(namesOffset, namesLength);
        for (var i = 0; i < count; i++)
        {
            var entry = file.Slice(table + (i * SectionHeaderBytes), SectionHeaderBytes);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]) == NoBitsSection)
                continue;
            var (offset, length) = Range(file, entry[24..], entry[32..], $"section {i}", subject);
            var name = BinaryPrimitives.ReadUInt32LittleEndian(entry);
            if (name < (uint)names.Length)
                _sections.Add((Text(names[(int)name..]), offset, length));
        }
    }

    private (int Offset, int Count) Table(
        ReadOnlySpan<byte> file, ReadOnlySpan<byte> offset, ReadOnlySpan<byte> entryBytes, ReadOnlySpan<byte> entries, int expected, string what, string subject)
    {
        int count = BinaryPrimitives.ReadUInt16LittleEndian(entries);
        if (count == 0)
            return (0, 0);
        if (BinaryPrimitives.ReadUInt16LittleEndian(entryBytes) != expected)
            throw new InvalidDataException($"{subject}: {what} headers are not {expected} bytes each");
        var start = BinaryPrimitives.ReadUInt64LittleEndian(offset);
        var bytes = (ulong)(count * expected);
        if (start > (ulong)file.Length || bytes > (ulong)file.Length - start)
            throw new InvalidDataException($"{subject}: {count} {what} headers at offset {start} end beyond its {file.Length} bytes");
        Length = Math.Max(Length, (int)(start + bytes));
        return ((int)start, count);
    }

    private (int Offset, int Length) Range(ReadOnlySpan<byte> file, ReadOnlySpan<byte> offset, ReadOnlySpan<byte> length, string what, string subject)
    {
        var start = BinaryPrimitives.ReadUInt64LittleEndian(offset);
        var bytes = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (start > (ulong)file.Length || bytes > (ulong)file.Length - start)
            throw new InvalidDataException($"{subject}: {what} names {bytes} bytes at offset {start}, beyond its {file.Length} bytes");
        Length = Math.Max(Length, (int)(start + bytes));
        return ((int)start, (int)bytes);
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
