using Slipway.Contracts.GuestLink;

namespace Slipway.Init.Link;

/// <summary>One open stream of the conversation: the request that began it decides which kind. It is told what the host sends and, after every
/// round of the loop, asked to send what it has.</summary>
internal abstract class LinkStream(LinkServer link, uint id)
{
    public uint Id { get; } = id;

    protected LinkServer Link { get; } = link;

    /// <summary>Bytes of <see cref="LinkChannel.Stdin"/>; false: the host broke the rules.</summary>
    public virtual bool OnData(ReadOnlySpan<byte> bytes) => false;

    /// <summary>The host has no more bytes.</summary>
    public virtual void OnEnd()
    {
    }

    /// <summary>The host takes more of a channel; false: it broke the rules.</summary>
    public virtual bool OnCredit(byte channel, ReadOnlySpan<byte> payload) => false;

    /// <summary>A command on the stream.</summary>
    public virtual void OnCommand(StreamCommand command)
    {
    }

    /// <summary>The host gave the stream up, or the conversation is over: frees what it holds and sends nothing more.</summary>
    public virtual void OnAbandoned()
    {
    }

    /// <summary>Sends what there is, up to the host's credit and the link's room.</summary>
    /// <returns>True when something was sent, so that another round may send more.</returns>
    public virtual bool Pump() => false;

    /// <summary>Sends a last reply and closes.</summary>
    public void Finish(GuestReply reply)
    {
        Link.Reply(Id, reply);
        Link.Close(this);
    }
}
