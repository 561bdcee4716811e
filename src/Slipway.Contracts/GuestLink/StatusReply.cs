namespace Slipway.Contracts.GuestLink;

/// <summary>What the guest is doing.</summary>
public sealed record StatusReply : GuestReply
{
    /// <summary>Where it is between its boot and its end.</summary>
    public required GuestState State { get; init; }

    /// <summary>Init's own version.</summary>
    public required string Version { get; init; }

    /// <summary>Milliseconds since the kernel's start (CLOCK_BOOTTIME).</summary>
    public required long UptimeMilliseconds { get; init; }

    /// <summary>The main process, or 0.</summary>
    public int MainPid { get; init; }

    /// <summary>How the main process ended; null while it has not.</summary>
    public ExitStatus? Exit { get; init; }
}
