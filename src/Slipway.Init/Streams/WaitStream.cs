using Slipway.Contracts.GuestLink;
using Slipway.Init.Link;

namespace Slipway.Init.Streams;

/// <summary>Waits for the machine's outcome.</summary>
/// <param name="link">The conversation.</param>
/// <param name="id">This stream.</param>
/// <param name="outcome">How the main process ended or why it never ran; null while neither is known.</param>
internal sealed class WaitStream(LinkServer link, uint id, Func<GuestReply?> outcome) : LinkStream(link, id)
{
    public override bool Pump()
    {
        if (outcome() is not { } reply)
            return false;
        Finish(reply);
        return true;
    }
}
