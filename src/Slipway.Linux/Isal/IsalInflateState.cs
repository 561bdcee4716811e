using System.Runtime.InteropServices;

namespace Slipway.Linux.Isal;

/// <summary>
/// The memory of one <c>struct inflate_state</c> (igzip_lib.h; the offsets are the same in 2.30, 2.31 and 2.32, 64-bit Linux):
/// <code>
///     0 uint8_t *next_out     8 uint32 avail_out   12 uint32 total_out
///    16 uint8_t *next_in     24 uint64 read_in     32 uint32 avail_in     36 int32 read_in_length
///    40 Huffman tables …  21160 uint32 block_state …  21172 uint32 crc_flag   21176 uint32 crc …   87368 end
/// </code>
/// The library keeps its window inside, never a pointer into the caller's buffers beyond a call.
/// </summary>
internal sealed unsafe class IsalInflateState : SafeHandle
{
    /// <summary>sizeof(struct inflate_state) is 87368; the rest is room for a later minor version to grow.</summary>
    private const int SizeBytes = 128 * 1024;

    public IsalInflateState()
        : base(0, ownsHandle: true) => SetHandle((nint)NativeMemory.AllocZeroed(SizeBytes));

    public override bool IsInvalid => handle == 0;

    public byte* Pointer => (byte*)handle;

    public ref byte* NextOut => ref *(byte**)Pointer;

    public ref uint AvailableOut => ref *(uint*)(Pointer + 8);

    public ref byte* NextIn => ref *(byte**)(Pointer + 16);

    public ref uint AvailableIn => ref *(uint*)(Pointer + 32);

    public ref uint BlockState => ref *(uint*)(Pointer + 21160);

    public ref uint CrcFlag => ref *(uint*)(Pointer + 21172);

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free(Pointer);
        return true;
    }
}
