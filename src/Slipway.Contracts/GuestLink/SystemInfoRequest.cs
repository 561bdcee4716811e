namespace Slipway.Contracts.GuestLink;

/// <summary>Asks for the guest's counters. Replies: <see cref="SystemInfoReply"/>.</summary>
public sealed record SystemInfoRequest : GuestRequest;
