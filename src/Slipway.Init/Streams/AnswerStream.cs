using Slipway.Contracts.GuestLink;
using Slipway.Init.Link;

namespace Slipway.Init.Streams;

/// <summary>A request that is answered at once.</summary>
internal sealed class AnswerStream(LinkServer link, uint id, GuestReply reply) : LinkStream(link, id)
{
    public AnswerStream(LinkServer link, uint id, GuestErrorCode code, string message)
        : this(link, id, new FailedReply { Error = new LinkError { Code = code, Message = message } })
    {
    }

    public override bool Pump()
    {
        Finish(reply);
        return true;
    }
}
