using System.Runtime.InteropServices;

namespace Slipway.Linux.Zstd;

/// <summary><c>ZSTD_inBuffer</c> and <c>ZSTD_outBuffer</c> (zstd.h 1.5.4): a pointer, its size, and how far the library has come.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ZstdBuffer
{
    public byte* Data;
    public nuint Size;
    public nuint Position;
}
