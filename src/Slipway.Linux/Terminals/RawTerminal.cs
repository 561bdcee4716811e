using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Terminals;

/// <summary>
/// The caller's own terminal in raw mode: every key goes to whoever reads it, also Ctrl-C, and nothing is echoed (termios(3), cfmakeraw).
/// Disposing restores the mode it had before.
/// </summary>
public sealed unsafe partial class RawTerminal : IDisposable
{
    private const int StandardInput = 0;
    private const int ApplyAfterOutput = 1;

    private Termios _before;
    private bool _disposed;

    private RawTerminal(in Termios before) => _before = before;

    /// <summary>Puts the terminal on standard input into raw mode; null when standard input is no terminal.</summary>
    /// <exception cref="LinuxException">The terminal refuses.</exception>
    public static RawTerminal? Enter()
    {
        Termios before;
        if (GetAttributes(StandardInput, &before) < 0)
            return null;
        var raw = before;
        MakeRaw(&raw);
        if (SetAttributes(StandardInput, ApplyAfterOutput, &raw) < 0)
            throw new LinuxException("tcsetattr", Marshal.GetLastPInvokeError(), "standard input");
        return new RawTerminal(before);
    }

    /// <summary>True when the file descriptor is a terminal.</summary>
    public static bool IsTerminal(int descriptor) => IsATerminal(descriptor) == 1;

    /// <summary>The size of the terminal on a file descriptor, in characters; null when it is none, or one that does not know.</summary>
    public static (ushort Rows, ushort Columns)? SizeOf(int descriptor)
    {
        using var terminal = new SafeFileHandle(descriptor, ownsHandle: false);
        return WindowSize.TryRead(terminal, out var size) && size is { Rows: > 0, Columns: > 0 } ? (size.Rows, size.Columns) : null;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        var before = _before;
        // A terminal that has gone away (hang-up) has no mode to restore.
        _ = SetAttributes(StandardInput, ApplyAfterOutput, &before);
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetAttributes(int descriptor, Termios* attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetAttributes(int descriptor, int when, Termios* attributes);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(Termios* attributes);

    [LibraryImport("libc", EntryPoint = "isatty", SetLastError = true)]
    private static partial int IsATerminal(int descriptor);

    /// <summary>struct termios: 60 bytes in glibc and 60 in musl; only the C library looks inside.</summary>
    [InlineArray(64)]
    private struct Termios
    {
        private byte _first;
    }
}
