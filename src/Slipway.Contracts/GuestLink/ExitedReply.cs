namespace Slipway.Contracts.GuestLink;

/// <summary>The program has ended. Data it left in its pipes may still follow; then End on each channel and Close.</summary>
public sealed record ExitedReply : GuestReply
{
    /// <summary>How.</summary>
    public required ExitStatus Status { get; init; }
}
