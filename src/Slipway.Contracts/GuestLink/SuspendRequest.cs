namespace Slipway.Contracts.GuestLink;

/// <summary>
/// The machine, which is frozen, is about to be saved. The guest gives all other streams up (<see cref="GuestErrorCode.Canceled"/>): what their processes print from then on waits in
/// their pipes, programs executed beside the main process end. The reply is the last it says; it then waits for another host's Hello, however long
/// that takes, and goes on for that host as for this one. Replies: <see cref="DoneReply"/>.
/// </summary>
public sealed record SuspendRequest : GuestRequest;
