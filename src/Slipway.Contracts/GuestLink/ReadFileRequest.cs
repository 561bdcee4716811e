namespace Slipway.Contracts.GuestLink;

/// <summary>Reads a regular file of the machine's root. Replies: <see cref="FileReply"/>, then its bytes on <see cref="LinkChannel.Stdout"/>, End, Close.</summary>
public sealed record ReadFileRequest : GuestRequest
{
    /// <summary>Absolute.</summary>
    public required string Path { get; init; }
}
