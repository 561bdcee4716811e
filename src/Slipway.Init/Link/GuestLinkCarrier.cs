using Slipway.Contracts.GuestLink;
using Slipway.Init.Events;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Events;
using Slipway.Linux.Netlink;
using Slipway.Linux.Paths;
using Slipway.Linux.Vsock;

namespace Slipway.Init.Link;

/// <summary>Finds what carries the link: a virtio-serial port by its name, as soon as the host has announced it, or vsock where there is no such port. On
/// vsock init listens, and says by a knock that it does.</summary>
internal sealed class GuestLinkCarrier : IEventSource, IDisposable
{
    private const int MaxNameBytes = 256;

    private readonly EventLoop _loop;
    private readonly LinkServer _server;
    private readonly string _ports;
    private readonly VsockListener? _vsock;
    private readonly VsockKnock? _knock;
    private DeviceEvents? _devices = new();
    private long _token;
    private LinkConnection? _connection;

    /// <param name="loop">Says when devices and hosts come.</param>
    /// <param name="server">The conversation.</param>
    /// <param name="sysfs">Where sysfs is mounted.</param>
    public GuestLinkCarrier(EventLoop loop, LinkServer server, string sysfs)
    {
        _ports = $"{sysfs}/class/virtio-ports";
        _loop = loop;
        _server = server;
        // The kernel's events first, so that a port announced during the search is not missed.
        _token = loop.Add(_devices.Descriptor, PollEvents.Readable, this);
        FindPort();
        if (_connection is not null || (_vsock = VsockListener.TryListen(LinkLimits.VsockPort)) is null)
            return;
        loop.Add(_vsock.Descriptor, PollEvents.Readable, this);
        _knock = VsockKnock.TryStart(loop);
    }

    /// <summary>A host is at the other end.</summary>
    public bool IsConnected => _connection is { IsConnected: true };

    /// <summary>Sends and receives what can be; true when something was sent.</summary>
    public bool Pump() => _connection is not null && _connection.Pump();

    public void OnEvents(PollEvents events)
    {
        while (_devices?.Take() is not null)
        {
        }

        FindPort();
        AcceptVsock();
    }

    public void Dispose()
    {
        StopSearching();
        _connection?.Dispose();
        _knock?.Dispose();
        _vsock?.Dispose();
    }

    private void FindPort()
    {
        if (_devices is null)
            return;
        foreach (var port in DirectoryTree.List(_ports))
        {
            if (SmallFile.ReadText($"{_ports}/{port}/name", MaxNameBytes)?.TrimEnd('\n') != LinkLimits.PortName)
                continue;
            if (FileDescriptor.TryOpen($"/dev/{port}", OpenFlags.ReadWrite | OpenFlags.NonBlocking, out _) is not { } carrier)
                continue;
            StopSearching();
            _connection = new LinkConnection(carrier, _server, _loop);
            return;
        }
    }

    private void StopSearching()
    {
        if (_devices is not { } devices)
            return;
        _loop.Remove(devices.Descriptor, _token);
        devices.Dispose();
        _devices = null;
    }

    // One host at a time: the next one waits in the backlog until the last has gone.
    private void AcceptVsock()
    {
        if (_connection is not null || _vsock?.TryAccept() is not { } carrier)
            return;
        StopSearching();
        _connection = new LinkConnection(carrier, _server, _loop) { Closed = OnVsockClosed };
    }

    private void OnVsockClosed()
    {
        _connection?.Dispose();
        _connection = null;
        AcceptVsock();
    }
}
