namespace Slipway.Contracts.GuestLink;

/// <summary>Connects the stream with the main process: stdin up, stdout and stderr down, <see cref="StreamCommand"/>s up. Replies:
/// <see cref="StartedReply"/>, then <see cref="ExitedReply"/>; or <see cref="BootFailedReply"/>.</summary>
/// <remarks>May be opened before the main process exists. One stream is attached at a time; while none is, the process's output waits in its pipes.
/// <see cref="ExitedReply"/> is sent the moment the process ends and may overtake data still in its pipes; Close comes after all data.</remarks>
public sealed record AttachRequest : GuestRequest;
