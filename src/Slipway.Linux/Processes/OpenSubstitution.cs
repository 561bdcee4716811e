using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Events;
using Slipway.Linux.Files;

namespace Slipway.Linux.Processes;

/// <summary>
/// One path that a confined child opens to read and write, and the open file that it gets, once, in place of what is there: with the access that the file was
/// opened with, though it asked for more, and though its user may not open it at all. The file needs no name.
/// </summary>
/// <remarks>
/// By a filter on the child's system calls that asks this process (seccomp_unotify(2)) about everything that is opened in this way. Linux 5.14.
/// </remarks>
/// <param name="Path">As the child says it.</param>
/// <param name="File">Stays the caller's, who may close it once the child has started.</param>
public sealed partial record OpenSubstitution(string Path, SafeHandle File)
{
    private const int SetFilter = 1; // SECCOMP_SET_MODE_FILTER
    private const int NewListener = 8; // SECCOMP_FILTER_FLAG_NEW_LISTENER
    private const nuint Receive = 0xC0502100; // SECCOMP_IOCTL_NOTIF_RECV
    private const nuint Send = 0xC0182101; // SECCOMP_IOCTL_NOTIF_SEND
    private const nuint AddDescriptor = 0x40182103; // SECCOMP_IOCTL_NOTIF_ADDFD
    private const int AddAndSend = 2; // SECCOMP_ADDFD_FLAG_SEND
    private const int Continue = 1; // SECCOMP_USER_NOTIF_FLAG_CONTINUE

    // struct seccomp_notif: id 0, pid 8, data 16 (its arguments at 32); struct seccomp_notif_resp and seccomp_notif_addfd have 24 bytes.
    private const int QuestionBytes = 80;
    private const int ProcessOffset = 8;
    private const int PathOffset = 40;
    private const int AnswerBytes = 24;
    private const int AddFlagsOffset = 8;
    private const int SourceOffset = 12;
    private const int FlagsOffset = 20;
    private const long EndToken = 1;

    /// <summary>linux/filter.h, linux/seccomp.h: ask about openat(2) of x86-64 with O_RDWR, allow all else.</summary>
    private static ReadOnlySpan<ulong> Filter =>
    [
        0x0000_0004_0000_0020, // ld arch
        0xC000_003E_0600_0015, // jeq AUDIT_ARCH_X86_64, else allow
        0x0000_0000_0000_0020, // ld nr
        0x0000_0101_0400_0015, // jeq openat, else allow
        0x0000_0020_0000_0020, // ld flags
        0x0000_0003_0000_0054, // and O_ACCMODE
        0x0000_0002_0100_0015, // jeq O_RDWR, else allow
        0x7FC0_0000_0000_0006, // ret SECCOMP_RET_USER_NOTIF
        0x7FFF_0000_0000_0006, // ret SECCOMP_RET_ALLOW
    ];

    /// <summary>Adds the filter to a child's steps, after its descriptors have been moved.</summary>
    /// <param name="free">The lowest descriptor that is free; the child has the listener as the one behind it.</param>
    internal static void AddFilter(ChildSteps steps, int free)
    {
        var program = steps.Words((ulong)Filter.Length, (ulong)steps.Words(Filter)); // struct sock_fprog
        steps.Add(ChildCall.SetSystemCallFilter, "", SetFilter, NewListener, program);
        steps.Add(ChildCall.Duplicate, "", free, free + 1);
    }

    /// <summary>Takes the child's questions over. Disposed by the caller, who has <see cref="Server.Run"/> answer them.</summary>
    /// <param name="free">As for <see cref="AddFilter"/>.</param>
    /// <exception cref="LinuxException">The child has ended, or this kernel cannot.</exception>
    internal Server Listen(SafeFileHandle process, int free)
    {
        var number = SystemCall.Check(SystemCall.Invoke(SystemCallNumber.PidfdGetFd, process.DangerousGetHandle(), free + 1, 0), "pidfd_getfd");
        var listener = new FileDescriptor(number);
        try
        {
            var file = DescriptorCalls.Control(File, DescriptorCalls.DuplicateCloseOnExec, 0);
            return new Server(this, listener, new FileDescriptor(SystemCall.Check(file, "fcntl F_DUPFD_CLOEXEC", Path)));
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private bool IsPath(int process, long address)
    {
        using var memory = OpenedFile.TryOpen($"/proc/{process}/mem", OpenFlags.ReadOnly, 0, out _);
        var path = Encoding.UTF8.GetBytes(Path + '\0');
        var said = new byte[path.Length];
        return memory is not null && RandomAccess.Read(memory, said, address) == said.Length && said.AsSpan().SequenceEqual(path);
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(FileDescriptor listener, nuint request, Span<byte> argument);

    /// <summary>What answers one child.</summary>
    internal sealed class Server(OpenSubstitution substitution, FileDescriptor listener, FileDescriptor file) : IDisposable
    {
        private bool _isGiven;

        /// <summary>Answers until the child has ended.</summary>
        public void Run(SafeFileHandle process)
        {
            using var poll = new EventPoll();
            poll.Add(listener, PollEvents.Readable, 0);
            poll.Add(process, PollEvents.Readable, EndToken);
            List<(long Token, PollEvents Events)> ready = [];
            while (true)
            {
                poll.Wait(ready, -1);
                if (ready.Exists(one => one.Token == EndToken))
                    return;
                ready.Clear();
                Answer();
            }
        }

        public void Dispose()
        {
            listener.Dispose();
            file.Dispose();
        }

        private void Answer()
        {
            Span<byte> question = stackalloc byte[QuestionBytes];
            question.Clear();
            if (SystemCall.ErrnoOr(Control(listener, Receive, question)) < 0)
                return; // It ended meanwhile.
            var path = BinaryPrimitives.ReadInt64LittleEndian(question[PathOffset..]);
            var isGiven = !_isGiven && substitution.IsPath(BinaryPrimitives.ReadInt32LittleEndian(question[ProcessOffset..]), path);
            Span<byte> answer = stackalloc byte[AnswerBytes];
            answer.Clear();
            question[..sizeof(long)].CopyTo(answer);
            BinaryPrimitives.WriteInt32LittleEndian(answer[(isGiven ? AddFlagsOffset : FlagsOffset)..], isGiven ? AddAndSend : Continue);
            BinaryPrimitives.WriteInt32LittleEndian(answer[SourceOffset..], isGiven ? file.Number : 0);
            // A child that is killed meanwhile is no failure.
            if (SystemCall.ErrnoOr(Control(listener, isGiven ? AddDescriptor : Send, answer)) >= 0)
                _isGiven |= isGiven;
        }
    }
}
