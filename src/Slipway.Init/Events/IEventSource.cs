using Slipway.Linux.Events;

namespace Slipway.Init.Events;

/// <summary>Something the loop waits for. Called on the loop's thread, and never after its descriptor was removed.</summary>
internal interface IEventSource
{
    void OnEvents(PollEvents events);
}
