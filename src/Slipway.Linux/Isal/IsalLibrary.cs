using System.Runtime.InteropServices;

namespace Slipway.Linux.Isal;

/// <summary>
/// Intel's Intelligent Storage Acceleration Library, Debian package libisal2 (also on arm64): the fastest gzip inflate known, about
/// 1.7 × the .NET one. Optional: where it is not installed, callers use <see cref="System.IO.Compression.GZipStream"/>.
/// Bound by function pointers because a missing library must be an answer, not an exception.
/// </summary>
internal static unsafe class IsalLibrary
{
    private const string Name = "libisal.so.2";

    /// <summary><c>void isal_inflate_init(struct inflate_state *)</c>, igzip_lib.h 2.30.</summary>
    public static readonly delegate* unmanaged<byte*, void> InflateInit;

    /// <summary><c>void isal_inflate_reset(struct inflate_state *)</c>.</summary>
    public static readonly delegate* unmanaged<byte*, void> InflateReset;

    /// <summary><c>int isal_inflate(struct inflate_state *)</c>.</summary>
    public static readonly delegate* unmanaged<byte*, int> Inflate;

#pragma warning disable CA1810 // The three pointers stand or fall together.
    static IsalLibrary()
#pragma warning restore CA1810
    {
        if (!NativeLibrary.TryLoad(Name, out nint library)
            || !NativeLibrary.TryGetExport(library, "isal_inflate_init", out nint init)
            || !NativeLibrary.TryGetExport(library, "isal_inflate_reset", out nint reset)
            || !NativeLibrary.TryGetExport(library, "isal_inflate", out nint inflate))
            return;
        InflateInit = (delegate* unmanaged<byte*, void>)init;
        InflateReset = (delegate* unmanaged<byte*, void>)reset;
        Inflate = (delegate* unmanaged<byte*, int>)inflate;
        IsLoaded = true;
    }

    /// <summary>True when the library was found with every function used here.</summary>
    public static bool IsLoaded { get; }
}
