using System.Buffers.Binary;
using System.Text;

namespace Slipway.Vmm.Tests.Kernels;

/// <summary>Builds ELF files with what the kernel code reads: a note, and one named section.</summary>
internal static class TestElf
{
    public static byte[] Kernel(int padding = 0, ushort machine = 62, uint noteType = 18, string banner = "")
    {
        var note = new byte[12 + 4 + 4];
        BinaryPrimitives.WriteUInt32LittleEndian(note, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(note.AsSpan(4), 4);
        BinaryPrimitives.WriteUInt32LittleEndian(note.AsSpan(8), noteType);
        "Xen\0"u8.CopyTo(note.AsSpan(12));
        return Build(machine, note, ".text", [.. new byte[padding], .. Encoding.ASCII.GetBytes(banner)]);
    }

    public static byte[] Module(string modinfo) => Build(62, [], ".modinfo", Encoding.ASCII.GetBytes(modinfo));

    private static byte[] Build(ushort machine, byte[] note, string section, byte[] content)
    {
        var names = Encoding.ASCII.GetBytes("\0" + section + "\0");
        int noteAt = 64 + 56, namesAt = noteAt + note.Length, contentAt = namesAt + names.Length, sectionsAt = contentAt + content.Length;
        var elf = new byte[sectionsAt + (3 * 64)];
        "\u007fELF"u8.CopyTo(elf);
        elf[4] = 2;
        elf[5] = 1;
        Put16(18, machine);
        Put64(32, 64);
        Put64(40, sectionsAt);
        Put16(54, 56);
        Put16(56, 1);
        Put16(58, 64);
        Put16(60, 3);
        Put16(62, 1);
        elf[64] = 4;
        Put64(64 + 8, noteAt);
        Put64(64 + 32, note.Length);
        note.CopyTo(elf, noteAt);
        names.CopyTo(elf, namesAt);
        content.CopyTo(elf, contentAt);
        Section(1, 0, namesAt, names.Length);
        Section(2, 1, contentAt, content.Length);
        return elf;

        void Section(int index, byte name, int offset, int length)
        {
            elf[sectionsAt + (index * 64)] = name;
            elf[sectionsAt + (index * 64) + 4] = 1;
            Put64(sectionsAt + (index * 64) + 24, offset);
            Put64(sectionsAt + (index * 64) + 32, length);
        }

        void Put16(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(at), (ushort)value);
        void Put64(int at, int value) => BinaryPrimitives.WriteUInt64LittleEndian(elf.AsSpan(at), (ulong)value);
    }
}
