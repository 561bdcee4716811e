using Slipway.Contracts.Run;

namespace Slipway.Contracts.GuestLink;

/// <summary>The host's terminal has a new size. Without a terminal in the guest: no effect.</summary>
public sealed record ResizeCommand : StreamCommand
{
    /// <summary>The new size.</summary>
    public required TerminalSize Size { get; init; }
}
