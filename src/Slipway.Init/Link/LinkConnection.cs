using Slipway.Init.Events;
using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Events;

namespace Slipway.Init.Link;

/// <summary>
/// Moves the link's bytes between a carrier and the <see cref="LinkServer"/>. A virtio-serial port stays open for good: its host comes (it is
/// writable) and goes (it hangs up), and a read without a host gives 0. A vsock connection that hangs up is closed for good.
/// </summary>
internal sealed class LinkConnection : IEventSource, IDisposable
{
    private readonly FileDescriptor _carrier;
    private readonly LinkServer _server;
    private readonly EventLoop _loop;
    private readonly long _token;
    private bool _mayRead = true;
    private bool _isOver;

    /// <param name="carrier">Non-blocking; becomes this one's.</param>
    /// <param name="server">The conversation.</param>
    /// <param name="loop">Says when the carrier changes.</param>
    public LinkConnection(FileDescriptor carrier, LinkServer server, EventLoop loop)
    {
        _carrier = carrier;
        _server = server;
        _loop = loop;
        _token = loop.Add(carrier, PollEvents.Readable | PollEvents.Writable, this);
    }

    /// <summary>A host is at the other end.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Told after a hang-up; a carrier whose host may come back needs none.</summary>
    public Action? Closed { get; init; }

    public void OnEvents(PollEvents events)
    {
        _mayRead = true;
        Receive();
        SetConnected(!_isOver && (events & (PollEvents.HangUp | PollEvents.Error)) == 0);
    }

    /// <summary>Sends and receives until the carrier would wait; true when something was sent.</summary>
    public bool Pump()
    {
        var sent = false;
        bool again;
        do
        {
            Receive();
            again = _server.Pump();
            again &= Send(ref sent);
        }
        while (again || (_mayRead && _server.WantsInput));
        // The end may lie behind bytes that were not wanted when the loop told of it, and it tells only once.
        if (_isOver)
            SetConnected(false);
        return sent;
    }

    public void Dispose()
    {
        _loop.Remove(_carrier, _token);
        _carrier.Dispose();
    }

    private void SetConnected(bool isConnected)
    {
        if (IsConnected && !isConnected)
            _server.Disconnect();
        IsConnected = isConnected;
        if (!isConnected)
            Closed?.Invoke();
    }

    private void Receive()
    {
        while (_mayRead && _server.WantsInput)
        {
            var read = _carrier.Read(_server.GetMemory().Span);
            if (read <= 0)
            {
                _mayRead = false;
                _isOver = Closed is not null && read != -Errno.Again;
                return;
            }

            // The first bytes may be read before the loop has told of the connection.
            IsConnected = true;
            _server.Receive(read);
        }
    }

    /// <returns>True when everything got away.</returns>
    private bool Send(ref bool sent)
    {
        var output = _server.Output;
        while (output.Length > 0)
        {
            var written = _carrier.Write(output.Waiting);
            if (written <= 0)
                return false;
            output.Consume(written);
            sent = true;
        }

        return true;
    }
}
