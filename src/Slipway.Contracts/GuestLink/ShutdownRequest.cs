namespace Slipway.Contracts.GuestLink;

/// <summary>Stops the main process (its stop signal, after the grace period SIGKILL), then the machine. Replies: <see cref="DoneReply"/> when begun;
/// waiters and the attached stream get their <see cref="ExitedReply"/> as always.</summary>
public sealed record ShutdownRequest : GuestRequest
{
    /// <summary>Linux signal number in place of the configured one.</summary>
    public int? Signal { get; init; }

    /// <summary>Milliseconds between the stop signal and SIGKILL; 0 = SIGKILL at once; absent: <see cref="DefaultGraceMilliseconds"/>.</summary>
    public int? GraceMilliseconds { get; init; }

    /// <summary>As Docker's <c>stop</c>.</summary>
    public const int DefaultGraceMilliseconds = 10_000;
}
