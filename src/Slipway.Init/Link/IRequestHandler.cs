using Slipway.Contracts.GuestLink;

namespace Slipway.Init.Link;

/// <summary>What the link serves: the machine, or a test's stand-in.</summary>
internal interface IRequestHandler
{
    /// <summary>A host has said Hello.</summary>
    void OnConversationBegun();

    /// <summary>The conversation is over; its streams were abandoned.</summary>
    void OnConversationEnded();

    /// <summary>Makes the stream that answers a request. Whatever it answers at once, it sends after it was registered: by its first
    /// <see cref="LinkStream.Pump"/>.</summary>
    LinkStream Open(LinkServer link, uint id, GuestRequest request);
}
