namespace Slipway.Contracts.GuestLink;

/// <summary>What was asked is done.</summary>
public sealed record DoneReply : GuestReply;
