namespace Slipway.Contracts.GuestLink;

/// <summary>How a process ended.</summary>
public sealed record ExitStatus
{
    /// <summary>0 to 255; after a signal 128 + its number, as shells say it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The signal that ended it, or 0.</summary>
    public int Signal { get; init; }

    /// <summary>The kernel killed it, or one of its descendants, because memory ran out.</summary>
    public bool OomKilled { get; init; }
}
