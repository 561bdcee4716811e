using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Terminals;

/// <summary>A terminal made of software (pty(7)): what is written to the master is typed, what the program prints is read from it. The owner
/// disposes, which hangs the terminal up.</summary>
public sealed partial class PseudoTerminal : IDisposable
{
    private const nuint UnlockCommand = 0x40045431; // TIOCSPTLCK, asm-generic/ioctls.h
    private const nuint NumberCommand = 0x80045430; // TIOCGPTN
    private const nuint SetSizeCommand = 0x5414; // TIOCSWINSZ

    private PseudoTerminal(FileDescriptor master, string path)
    {
        Master = master;
        Path = path;
    }

    /// <summary>The software's side; non-blocking.</summary>
    public FileDescriptor Master { get; }

    /// <summary>The program's side, such as <c>/dev/pts/0</c>.</summary>
    public string Path { get; }

    /// <summary>Makes one; <c>/dev/pts</c> must be mounted.</summary>
    public static PseudoTerminal Open()
    {
        const string Multiplexer = "/dev/ptmx";
        var master = FileDescriptor.Open(Multiplexer, OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal | OpenFlags.NonBlocking);
        try
        {
            Span<int> value = [0];
            SystemCall.Check(Control(master, UnlockCommand, value), "ioctl TIOCSPTLCK", Multiplexer);
            SystemCall.Check(Control(master, NumberCommand, value), "ioctl TIOCGPTN", Multiplexer);
            return new PseudoTerminal(master, $"/dev/pts/{value[0]}");
        }
        catch (LinuxException)
        {
            master.Dispose();
            throw;
        }
    }

    /// <summary>Tells the terminal its size; the foreground program gets SIGWINCH when it differs.</summary>
    public void Resize(ushort rows, ushort columns)
    {
        Span<ushort> size = [rows, columns, 0, 0];
        SystemCall.Check(Control(Master, SetSizeCommand, size), "ioctl TIOCSWINSZ", Path);
    }

    /// <inheritdoc/>
    public void Dispose() => Master.Dispose();

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(FileDescriptor terminal, nuint command, Span<int> value);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(FileDescriptor terminal, nuint command, Span<ushort> value);
}
