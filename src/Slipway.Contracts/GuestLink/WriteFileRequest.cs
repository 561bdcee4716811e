namespace Slipway.Contracts.GuestLink;

/// <summary>Writes a file of the machine's root from the bytes that follow on <see cref="LinkChannel.Stdin"/> up to End. It appears under its name
/// only when it is complete and synced. Replies: <see cref="DoneReply"/>.</summary>
public sealed record WriteFileRequest : GuestRequest
{
    /// <summary>Absolute; its directory must exist.</summary>
    public required string Path { get; init; }

    /// <summary>Permission bits; absent: 0644.</summary>
    public int? Mode { get; init; }

    /// <summary>Owner; absent: 0.</summary>
    public uint? Uid { get; init; }

    /// <summary>Group; absent: 0.</summary>
    public uint? Gid { get; init; }
}
