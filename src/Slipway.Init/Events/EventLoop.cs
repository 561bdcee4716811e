using Slipway.Linux.Descriptors;
using Slipway.Linux.Events;

namespace Slipway.Init.Events;

/// <summary>The one thread that everything in init happens on: waits for descriptors and calls who owns them.</summary>
internal sealed class EventLoop : IDisposable
{
    private readonly EventPoll _poll = new();
    private readonly Dictionary<long, IEventSource> _sources = [];
    private readonly List<(long Token, PollEvents Events)> _ready = [];
    private long _lastToken;

    /// <summary>Calls the source for each change from now on (edge triggered: it must read or write until it would wait).</summary>
    /// <returns>What <see cref="Remove"/> wants.</returns>
    public long Add(FileDescriptor descriptor, PollEvents events, IEventSource source)
    {
        _sources.Add(++_lastToken, source);
        _poll.Add(descriptor, events | PollEvents.EdgeTriggered, _lastToken);
        return _lastToken;
    }

    /// <summary>Forgets a descriptor; call it before the descriptor is disposed.</summary>
    public void Remove(FileDescriptor descriptor, long token)
    {
        if (_sources.Remove(token))
            _poll.Remove(descriptor);
    }

    /// <summary>Waits for events and serves them.</summary>
    public void RunOnce()
    {
        _ready.Clear();
        _poll.Wait(_ready, -1);
        foreach (var (token, events) in _ready)
        {
            // An earlier event of this batch may have removed the source.
            if (_sources.TryGetValue(token, out var source))
                source.OnEvents(events);
        }
    }

    public void Dispose() => _poll.Dispose();
}
