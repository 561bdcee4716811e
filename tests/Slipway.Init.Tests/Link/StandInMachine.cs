using Slipway.Contracts.GuestLink;
using Slipway.Init.Link;
using Slipway.Init.Streams;

namespace Slipway.Init.Tests.Link;

/// <summary>Answers Status at once and lets everything else wait for ever, and remembers the conversations.</summary>
internal sealed class StandInMachine : IRequestHandler
{
    public int Begun { get; private set; }

    public int Ended { get; private set; }

    public Func<LinkServer, uint, GuestRequest, LinkStream?>? Serve { get; init; }

    public void OnConversationBegun() => Begun++;

    public void OnConversationEnded() => Ended++;

    public LinkStream Open(LinkServer link, uint id, GuestRequest request) =>
        Serve?.Invoke(link, id, request) ?? (request is StatusRequest ? new AnswerStream(link, id, new DoneReply()) : new WaitStream(link, id, () => null));
}
