using System.Runtime.InteropServices;

namespace Slipway.Linux.Files;

/// <summary>Flags of open(2) (Linux, include/uapi/asm-generic/fcntl.h; arch/arm64 swaps the bit of O_DIRECTORY).</summary>
internal static class OpenFlags
{
    public const int ReadOnly = 0;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int CloseOnExec = 0x80000;

    /// <summary>O_TMPFILE, which contains O_DIRECTORY.</summary>
    public static int Unnamed { get; } = 0x400000 | (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000);
}
