namespace Slipway.Contracts.GuestLink;

/// <summary>Waits for the main process to end; any number may wait. Replies: <see cref="ExitedReply"/> or <see cref="BootFailedReply"/>.</summary>
public sealed record WaitRequest : GuestRequest;
