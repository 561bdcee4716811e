namespace Slipway.Contracts.GuestLink;

/// <summary>Why something failed, for programs (the code) and for people (the message: one sentence, nothing secret).</summary>
public sealed record LinkError
{
    /// <summary>From a closed list.</summary>
    public required GuestErrorCode Code { get; init; }

    /// <summary>What failed, on which object, with which numbers.</summary>
    public required string Message { get; init; }
}
