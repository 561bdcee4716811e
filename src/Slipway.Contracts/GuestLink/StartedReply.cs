namespace Slipway.Contracts.GuestLink;

/// <summary>The program has been executed (execve succeeded).</summary>
public sealed record StartedReply : GuestReply
{
    /// <summary>Its process id in the guest.</summary>
    public required int Pid { get; init; }

    /// <summary>Microseconds from the kernel's start (CLOCK_BOOTTIME) to init's own start; only on <see cref="AttachRequest"/>.</summary>
    public long InitStartMicroseconds { get; init; }

    /// <summary>Microseconds from the kernel's start to this program's execve; only on <see cref="AttachRequest"/>.</summary>
    public long ExecMicroseconds { get; init; }
}
