using System.Buffers.Binary;
using System.Text;

namespace Slipway.Init.Processes;

/// <summary>What the first bytes of a file say about how it is executed: an ELF program (elf(5)) or a script (execve(2)).</summary>
/// <param name="Architecture">OCI word for the processor an ELF program is built for; null when it is none.</param>
/// <param name="Interpreter">The loader of an ELF program or the interpreter of a script; null without one.</param>
internal sealed record ProgramHeader(string? Architecture, string? Interpreter)
{
    /// <summary>As much as the kernel itself looks at of a script (BINPRM_BUF_SIZE), with room for an ELF program's table.</summary>
    public const int MaxBytes = 4096;

    private const int MaxScriptLine = 256;
    private const int InterpreterSegment = 3; // PT_INTERP

    /// <summary>Reads it; whatever is damaged gives a header that says nothing.</summary>
    public static ProgramHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("#!"u8))
            return new ProgramHeader(null, ScriptInterpreter(bytes[2..]));
        if (bytes.Length < 64 || !bytes.StartsWith("\u007fELF"u8))
            return new ProgramHeader(null, null);
        var isLittleEndian = bytes[5] == 1;
        var machine = isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]) : BinaryPrimitives.ReadUInt16BigEndian(bytes[18..]);
        var is64Bit = bytes[4] == 2;
        return new ProgramHeader(ArchitectureOf(machine, isLittleEndian), is64Bit && isLittleEndian ? ElfInterpreter(bytes) : null);
    }

    private static string? ScriptInterpreter(ReadOnlySpan<byte> line)
    {
        line = line[..Math.Min(line.Length, MaxScriptLine)];
        var end = line.IndexOf((byte)'\n');
        line = (end < 0 ? line : line[..end]).Trim(" \t\r"u8);
        var space = line.IndexOfAny((byte)' ', (byte)'\t');
        line = space < 0 ? line : line[..space];
        return line.Length == 0 ? null : Encoding.UTF8.GetString(line);
    }

    private static string? ElfInterpreter(ReadOnlySpan<byte> bytes)
    {
        var table = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(bytes[54..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[56..]);
        for (var i = 0; i < count && entrySize >= 56; i++)
        {
            var at = table + ((ulong)i * (ulong)entrySize);
            if (at + 56 > (ulong)bytes.Length)
                return null;
            var entry = bytes[(int)at..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) != InterpreterSegment)
                continue;
            var offset = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
            var size = BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]);
            if (size is 0 or > MaxBytes || offset > (ulong)bytes.Length || offset + size > (ulong)bytes.Length)
                return null;
            return Encoding.UTF8.GetString(bytes.Slice((int)offset, (int)size).TrimEnd((byte)0));
        }

        return null;
    }

    private static string ArchitectureOf(ushort machine, bool isLittleEndian) => machine switch
    {
        3 => "386",
        8 => isLittleEndian ? "mips64le" : "mips",
        21 => isLittleEndian ? "ppc64le" : "ppc64",
        22 => "s390x",
        40 => "arm",
        62 => "amd64",
        183 => "arm64",
        243 => "riscv64",
        258 => "loong64",
        _ => $"ELF machine {machine}",
    };
}
