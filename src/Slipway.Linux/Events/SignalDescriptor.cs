using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Events;

/// <summary>Signals as something to read (signalfd(2)). The owner disposes; the signals stay blocked.</summary>
/// <remarks>A signal sent to the process goes to any thread that does not block it, so all threads must: threads inherit the mask, and the
/// runtime's finalizer thread, which is older than Main, is told by a finalizer.</remarks>
public sealed partial class SignalDescriptor : IDisposable
{
    private const int BlockCommand = 0; // SIG_BLOCK
    private const int SignalSetBytes = 128; // sizeof(sigset_t) of the C library
    private const int InfoBytes = 128; // sizeof(struct signalfd_siginfo); its first member is the number
    private const nint Ignore = 1; // SIG_IGN
    private const int BrokenPipe = 13;

    private SignalDescriptor(FileDescriptor descriptor) => Descriptor = descriptor;

    /// <summary>Becomes readable when a signal has come.</summary>
    public FileDescriptor Descriptor { get; }

    /// <summary>Blocks these signals in every thread there is and reads them from now on.</summary>
    public static SignalDescriptor Open(ReadOnlySpan<int> signals)
    {
        var set = new byte[SignalSetBytes];
        foreach (var signal in signals)
            set[(signal - 1) / 8] |= (byte)(1 << ((signal - 1) % 8));
        Block(set);
        BlockInFinalizerThread(set);
        var number = Create(-1, set, OpenFlags.CloseOnExec | OpenFlags.NonBlocking);
        return new SignalDescriptor(new FileDescriptor(SystemCall.Check(number, "signalfd")));
    }

    /// <summary>A write to a pipe without a reader fails with an errno instead of ending the process.</summary>
    public static void IgnoreBrokenPipe() => _ = SetHandler(BrokenPipe, Ignore);

    /// <summary>The next signal that has come, or 0.</summary>
    public int Take()
    {
        Span<byte> info = stackalloc byte[InfoBytes];
        return Descriptor.Read(info) == InfoBytes ? BinaryPrimitives.ReadInt32LittleEndian(info) : 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Descriptor.Dispose();

    private static void Block(byte[] set)
    {
        var errno = SetThreadMask(BlockCommand, set, 0);
        if (errno != 0)
            throw new LinuxException("pthread_sigmask", errno);
    }

    private static void BlockInFinalizerThread(byte[] set)
    {
        Leave(set);
        GC.Collect(0);
        GC.WaitForPendingFinalizers();

        // Apart, so that no register of the caller keeps the object alive.
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Leave(byte[] set) => _ = new FinalizerThreadMask(set);
    }

    private sealed class FinalizerThreadMask(byte[] set)
    {
        ~FinalizerThreadMask() => Block(set);
    }

    [LibraryImport("libc", EntryPoint = "signalfd", SetLastError = true)]
    private static partial int Create(int descriptor, byte[] set, OpenFlags flags);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int SetThreadMask(int command, byte[] set, nint old);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static partial nint SetHandler(int signal, nint handler);
}
