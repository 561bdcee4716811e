using System.Runtime.InteropServices;

namespace Slipway.Linux.Zstd;

/// <summary>One <c>ZSTD_DCtx</c>. The library keeps its window inside, never a pointer into the caller's buffers beyond a call.</summary>
internal sealed unsafe class ZstdContext : SafeHandle
{
    public ZstdContext()
        : base(0, ownsHandle: true) => SetHandle(ZstdLibrary.CreateContext());

    public override bool IsInvalid => handle == 0;

    public nint Pointer => handle;

    protected override bool ReleaseHandle() => ZstdLibrary.FreeContext(handle) == 0;
}
