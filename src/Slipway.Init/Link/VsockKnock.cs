using Slipway.Contracts.GuestLink;
using Slipway.Init.Events;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Events;
using Slipway.Linux.Vsock;

namespace Slipway.Init.Link;

/// <summary>One connection to the host's <see cref="LinkLimits.KnockPort"/>, closed as soon as the host has taken or refused it: init listens now.</summary>
internal sealed class VsockKnock : IEventSource, IDisposable
{
    private readonly EventLoop _loop;
    private readonly FileDescriptor _connection;
    private readonly long _token;
    private bool _isDone;

    private VsockKnock(EventLoop loop, FileDescriptor connection)
    {
        _loop = loop;
        _connection = connection;
        _token = loop.Add(connection, PollEvents.Writable, this);
    }

    /// <summary>Knocks; null in a machine without vsock.</summary>
    public static VsockKnock? TryStart(EventLoop loop) =>
        VsockConnection.TryStart(VsockConnection.HostContextId, LinkLimits.KnockPort) is { } connection ? new VsockKnock(loop, connection) : null;

    public void OnEvents(PollEvents events) => Dispose();

    public void Dispose()
    {
        if (_isDone)
            return;
        _isDone = true;
        _loop.Remove(_connection, _token);
        _connection.Dispose();
    }
}
