namespace Slipway.Contracts.GuestLink;

/// <summary>What was asked could not be done; Close follows.</summary>
public sealed record FailedReply : GuestReply
{
    /// <summary>Why.</summary>
    public required LinkError Error { get; init; }
}
