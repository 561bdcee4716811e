namespace Slipway.Contracts.GuestLink;

/// <summary>Stops the workload's processes and makes its filesystems still, so that disks and memory can be snapshotted. Replies: <see cref="DoneReply"/>.</summary>
public sealed record FreezeRequest : GuestRequest;
