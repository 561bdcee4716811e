namespace Slipway.Contracts.GuestLink;

/// <summary>The file whose bytes follow.</summary>
public sealed record FileReply : GuestReply
{
    /// <summary>Bytes at the time it was opened; what follows may be more or less when it is being written.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Permission bits.</summary>
    public required int Mode { get; init; }

    /// <summary>Owner.</summary>
    public required uint Uid { get; init; }

    /// <summary>Group.</summary>
    public required uint Gid { get; init; }
}
