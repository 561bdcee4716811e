using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Terminals;

/// <summary>A terminal's size in characters, as the kernel keeps it for the terminal's programs (struct winsize, asm-generic/termios.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct WindowSize
{
    private const nuint GetCommand = 0x5413; // TIOCGWINSZ, asm-generic/ioctls.h
    private const nuint SetCommand = 0x5414; // TIOCSWINSZ

    public ushort Rows;
    public ushort Columns;
    public ushort WidthPixels;
    public ushort HeightPixels;

    /// <summary>Reads it; false when the descriptor is no terminal.</summary>
    public static bool TryRead(SafeHandle terminal, out WindowSize size)
    {
        WindowSize value = default;
        var isTerminal = DescriptorCalls.ControlDevice(terminal, GetCommand, (nint)(&value)) == 0;
        size = value;
        return isTerminal;
    }

    /// <summary>Sets it; the foreground program gets SIGWINCH when it differs.</summary>
    /// <exception cref="LinuxException">The descriptor is no terminal.</exception>
    public readonly void Apply(SafeHandle terminal, string path)
    {
        var value = this;
        SystemCall.Check(DescriptorCalls.ControlDevice(terminal, SetCommand, (nint)(&value)), "ioctl TIOCSWINSZ", path);
    }
}
