using System.Runtime.InteropServices;

namespace Slipway.Linux.Zstd;

/// <summary>
/// Zstandard's own library, which nearly every distribution has installed because its package manager needs it (Debian: libzstd1). Optional: where it is missing,
/// callers use the managed port. Bound by function pointers because a missing library must be an answer, not an exception.
/// </summary>
internal static unsafe class ZstdLibrary
{
    private const string Name = "libzstd.so.1";

    /// <summary>1.4.0: since then <c>ZSTD_DCtx_setParameter</c> is stable.</summary>
    private const uint OldestVersion = 10_400;

    /// <summary><c>ZSTD_DCtx *ZSTD_createDCtx(void)</c>, zstd.h 1.5.4; null when there is no memory.</summary>
    public static readonly delegate* unmanaged<nint> CreateContext;

    /// <summary><c>size_t ZSTD_freeDCtx(ZSTD_DCtx *)</c>.</summary>
    public static readonly delegate* unmanaged<nint, nuint> FreeContext;

    /// <summary><c>size_t ZSTD_DCtx_setParameter(ZSTD_DCtx *, ZSTD_dParameter, int)</c>.</summary>
    public static readonly delegate* unmanaged<nint, int, int, nuint> SetParameter;

    /// <summary><c>size_t ZSTD_decompressStream(ZSTD_DCtx *, ZSTD_outBuffer *, ZSTD_inBuffer *)</c>.</summary>
    public static readonly delegate* unmanaged<nint, ZstdBuffer*, ZstdBuffer*, nuint> Decompress;

    /// <summary><c>unsigned ZSTD_isError(size_t)</c>.</summary>
    public static readonly delegate* unmanaged<nuint, uint> IsError;

    /// <summary><c>const char *ZSTD_getErrorName(size_t)</c>.</summary>
    public static readonly delegate* unmanaged<nuint, byte*> ErrorName;

#pragma warning disable CA1810 // The pointers stand or fall together.
    static ZstdLibrary()
#pragma warning restore CA1810
    {
        if (!NativeLibrary.TryLoad(Name, out nint library)
            || !NativeLibrary.TryGetExport(library, "ZSTD_versionNumber", out nint version)
            || ((delegate* unmanaged<uint>)version)() < OldestVersion
            || !NativeLibrary.TryGetExport(library, "ZSTD_createDCtx", out nint create)
            || !NativeLibrary.TryGetExport(library, "ZSTD_freeDCtx", out nint free)
            || !NativeLibrary.TryGetExport(library, "ZSTD_DCtx_setParameter", out nint setParameter)
            || !NativeLibrary.TryGetExport(library, "ZSTD_decompressStream", out nint decompress)
            || !NativeLibrary.TryGetExport(library, "ZSTD_isError", out nint isError)
            || !NativeLibrary.TryGetExport(library, "ZSTD_getErrorName", out nint errorName))
            return;
        CreateContext = (delegate* unmanaged<nint>)create;
        FreeContext = (delegate* unmanaged<nint, nuint>)free;
        SetParameter = (delegate* unmanaged<nint, int, int, nuint>)setParameter;
        Decompress = (delegate* unmanaged<nint, ZstdBuffer*, ZstdBuffer*, nuint>)decompress;
        IsError = (delegate* unmanaged<nuint, uint>)isError;
        ErrorName = (delegate* unmanaged<nuint, byte*>)errorName;
        IsLoaded = true;
    }

    /// <summary>True when the library was found with every function used here.</summary>
    public static bool IsLoaded { get; }
}
