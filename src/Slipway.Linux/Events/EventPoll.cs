using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Events;

/// <summary>An epoll instance (epoll(7)): waits for many descriptors at once. The owner disposes; not thread safe.</summary>
public sealed partial class EventPoll : IDisposable
{
    private const int AddCommand = 1;
    private const int RemoveCommand = 2;
    private const int BatchSize = 32;

    // struct epoll_event is packed on x86-64 only (linux/eventpoll.h).
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly FileDescriptor _poll = new(SystemCall.Check(Create(OpenFlags.CloseOnExec), "epoll_create1"));
    private readonly byte[] _batch = new byte[BatchSize * EventBytes];

    /// <summary>Watches a descriptor; <paramref name="token"/> comes back with each of its events.</summary>
    /// <exception cref="LinuxException">The descriptor cannot be waited for (a regular file) or is watched already.</exception>
    public void Add(SafeHandle descriptor, PollEvents events, long token)
    {
        Span<byte> value = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(value, (uint)events);
        BinaryPrimitives.WriteInt64LittleEndian(value[(EventBytes - sizeof(long))..], token);
        SystemCall.Check(ControlPoll(_poll, AddCommand, descriptor, value), "epoll_ctl");
    }

    /// <summary>No longer watches a descriptor. Events already returned by <see cref="Wait"/> stay with the caller.</summary>
    public void Remove(FileDescriptor descriptor) => SystemCall.Check(ControlPoll(_poll, RemoveCommand, descriptor, stackalloc byte[16]), "epoll_ctl");

    /// <summary>Waits for events and appends them.</summary>
    /// <param name="ready">Gets at most 32 new elements.</param>
    /// <param name="milliseconds">How long at most; -1 without end.</param>
    public void Wait(List<(long Token, PollEvents Events)> ready, int milliseconds)
    {
        int count;
        do
            count = SystemCall.ErrnoOr(WaitForEvents(_poll, _batch, BatchSize, milliseconds));
        while (count == -Errno.Interrupted);
        if (count < 0)
            throw new LinuxException("epoll_wait", -count);
        for (var i = 0; i < count; i++)
        {
            var value = _batch.AsSpan(i * EventBytes, EventBytes);
            var token = BinaryPrimitives.ReadInt64LittleEndian(value[(EventBytes - sizeof(long))..]);
            ready.Add((token, (PollEvents)BinaryPrimitives.ReadUInt32LittleEndian(value)));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _poll.Dispose();

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(OpenFlags flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int ControlPoll(FileDescriptor poll, int command, SafeHandle descriptor, Span<byte> value);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int WaitForEvents(FileDescriptor poll, byte[] values, int count, int milliseconds);
}
