namespace Slipway.Contracts.GuestLink;

/// <summary>Sends a signal to the main process. Replies: <see cref="DoneReply"/>; fails with <see cref="GuestErrorCode.NotRunning"/> before its start
/// and after its end.</summary>
public sealed record SignalRequest : GuestRequest
{
    /// <summary>Linux signal number, 1 to 64.</summary>
    public required int Signal { get; init; }
}
