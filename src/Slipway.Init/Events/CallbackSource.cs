using Slipway.Linux.Events;

namespace Slipway.Init.Events;

/// <summary>A source whose owner waits for one thing and needs no type for it.</summary>
internal sealed class CallbackSource(Action callback) : IEventSource
{
    public void OnEvents(PollEvents events) => callback();
}
