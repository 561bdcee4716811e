using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Events;
using Slipway.Linux.Files;

namespace Slipway.Linux.Processes;

/// <summary>Gives one confined child its <see cref="HandedFile"/>s, from its start to its end. Not thread safe. The owner disposes.</summary>
internal sealed partial class HandoverServer : IDisposable
{
    private const nuint Receive = 0xC0502100; // SECCOMP_IOCTL_NOTIF_RECV, linux/seccomp.h
    private const nuint Send = 0xC0182101; // SECCOMP_IOCTL_NOTIF_SEND
    private const nuint AddDescriptor = 0x40182103; // SECCOMP_IOCTL_NOTIF_ADDFD
    private const int AddAndSend = 2; // SECCOMP_ADDFD_FLAG_SEND
    private const int Continue = 1; // SECCOMP_USER_NOTIF_FLAG_CONTINUE
    private const int CloseOnExec = 0x80000; // O_CLOEXEC
    private const int GetStatusFlags = 3; // F_GETFL
    private const OpenFlags AccessMode = (OpenFlags)3; // O_ACCMODE

    // struct seccomp_notif: id 0, pid 8, number 16, arguments 32; struct seccomp_notif_resp and seccomp_notif_addfd have 24 bytes and the id at 0.
    private const int QuestionBytes = 80;
    private const int ProcessOffset = 8;
    private const int NumberOffset = 16;
    private const int ArgumentsOffset = 32;
    private const int AnswerBytes = 24;
    private const int AnswerFlagsOffset = 20;
    private const int AddFlagsOffset = 8;
    private const int AddSourceOffset = 12;
    private const int AddNewFlagsOffset = 20;

    private const long EndToken = 1;

    private readonly FileDescriptor _listener;
    private readonly List<(byte[] Path, FileDescriptor File)> _files = [];

    /// <summary>Takes the listener from a child that has just started.</summary>
    /// <param name="free">As for <see cref="HandoverFilter.Add"/>.</param>
    /// <exception cref="LinuxException">The child has ended, or this kernel cannot.</exception>
    public HandoverServer(SafeFileHandle process, IReadOnlyList<HandedFile> files, int free)
    {
        var number = SystemCall.Invoke(SystemCallNumber.PidfdGetFd, process.DangerousGetHandle(), free + 1, 0);
        _listener = new FileDescriptor(SystemCall.Check(number, "pidfd_getfd"));
        try
        {
            foreach (var (path, file) in files)
            {
                var copy = SystemCall.Check(DescriptorCalls.Control(file, DescriptorCalls.DuplicateCloseOnExec, 0), "fcntl F_DUPFD_CLOEXEC", path);
                _files.Add(([.. Encoding.UTF8.GetBytes(path), 0], new FileDescriptor(copy)));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Answers until the child has ended.</summary>
    public void Run(SafeFileHandle process)
    {
        using var poll = new EventPoll();
        poll.Add(_listener, PollEvents.Readable, 0);
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
        _listener.Dispose();
        _files.ForEach(one => one.File.Dispose());
    }

    private void Answer()
    {
        Span<byte> question = stackalloc byte[QuestionBytes];
        question.Clear();
        if (SystemCall.ErrnoOr(Control(_listener, Receive, question)) < 0)
            return; // It ended meanwhile.
        Span<byte> answer = stackalloc byte[AnswerBytes];
        answer.Clear();
        question[..sizeof(long)].CopyTo(answer);
        using var file = OpenFile(question);
        if (file is null)
        {
            BinaryPrimitives.WriteInt32LittleEndian(answer[AnswerFlagsOffset..], Continue);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(answer[AddFlagsOffset..], AddAndSend);
            BinaryPrimitives.WriteInt32LittleEndian(answer[AddSourceOffset..], file.Number);
            BinaryPrimitives.WriteInt32LittleEndian(answer[AddNewFlagsOffset..], CloseOnExec);
        }

        // Fails only where the child was killed meanwhile.
        _ = Control(_listener, file is null ? Send : AddDescriptor, answer);
    }

    /// <summary>What a child is to get; null: what it asks for, as far as it may have that. A path that it changes meanwhile is opened with its own rights only.</summary>
    /// <remarks>Opened anew each time: who opens a file twice expects an offset of its own.</remarks>
    private FileDescriptor? OpenFile(ReadOnlySpan<byte> question)
    {
        var argument = BinaryPrimitives.ReadInt32LittleEndian(question[NumberOffset..]) switch
        {
            HandoverFilter.Open => 0,
            HandoverFilter.OpenAt => 1,
            _ => -1,
        };
        if (argument < 0)
            return null;
        var address = BinaryPrimitives.ReadInt64LittleEndian(question[(ArgumentsOffset + (argument * sizeof(long)))..]);
        using var memory = OpenedFile.TryOpen($"/proc/{BinaryPrimitives.ReadInt32LittleEndian(question[ProcessOffset..])}/mem", OpenFlags.ReadOnly, 0, out _);
        if (memory is null || _files.Find(one => Holds(memory, address, one.Path)) is not { File: { } file })
            return null;
        var access = (OpenFlags)SystemCall.Check(DescriptorCalls.Control(file, GetStatusFlags, 0), "fcntl F_GETFL") & AccessMode;
        return FileDescriptor.TryOpen($"/proc/self/fd/{file.Number}", access, out _);
    }

    private static bool Holds(SafeFileHandle memory, long address, byte[] expected)
    {
        var found = new byte[expected.Length];
        try
        {
            return RandomAccess.Read(memory, found, address) == found.Length && found.AsSpan().SequenceEqual(expected);
        }
        catch (IOException)
        {
            return false; // Nothing is there, or too little.
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(FileDescriptor listener, nuint request, Span<byte> argument);
}
