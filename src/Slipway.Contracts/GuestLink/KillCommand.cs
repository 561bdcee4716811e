namespace Slipway.Contracts.GuestLink;

/// <summary>Sends a signal to the stream's process; after its end: no effect.</summary>
public sealed record KillCommand : StreamCommand
{
    /// <summary>Linux signal number, 1 to 64.</summary>
    public required int Signal { get; init; }
}
