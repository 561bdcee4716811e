namespace Slipway.Contracts.GuestLink;

/// <summary>Undoes <see cref="FreezeRequest"/>; doing it twice is no error. Replies: <see cref="DoneReply"/>.</summary>
public sealed record ThawRequest : GuestRequest;
