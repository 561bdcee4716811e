using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Terminals;

/// <summary>A terminal made of software (pty(7)): what is written to the master is typed, what the program prints is read from it. The owner
/// disposes, which hangs the terminal up.</summary>
public sealed class PseudoTerminal : IDisposable
{
    private const nuint UnlockCommand = 0x40045431; // TIOCSPTLCK, asm-generic/ioctls.h
    private const nuint NumberCommand = 0x80045430; // TIOCGPTN

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
    public static unsafe PseudoTerminal Open()
    {
        const string Multiplexer = "/dev/ptmx";
        var master = FileDescriptor.Open(Multiplexer, OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal | OpenFlags.NonBlocking);
        try
        {
            var value = 0;
            SystemCall.Check(DescriptorCalls.ControlDevice(master, UnlockCommand, (nint)(&value)), "ioctl TIOCSPTLCK", Multiplexer);
            SystemCall.Check(DescriptorCalls.ControlDevice(master, NumberCommand, (nint)(&value)), "ioctl TIOCGPTN", Multiplexer);
            return new PseudoTerminal(master, $"/dev/pts/{value}");
        }
        catch (LinuxException)
        {
            master.Dispose();
            throw;
        }
    }

    /// <summary>Tells the terminal its size; the foreground program gets SIGWINCH when it differs.</summary>
    public void Resize(ushort rows, ushort columns) => new WindowSize { Rows = rows, Columns = columns }.Apply(Master, Path);

    /// <inheritdoc/>
    public void Dispose() => Master.Dispose();
}
