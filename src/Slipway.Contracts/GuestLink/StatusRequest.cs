namespace Slipway.Contracts.GuestLink;

/// <summary>Asks what the guest is doing. Replies: <see cref="StatusReply"/>.</summary>
public sealed record StatusRequest : GuestRequest;
