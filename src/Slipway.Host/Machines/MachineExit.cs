using Slipway.Contracts.GuestLink;

namespace Slipway.Host.Machines;

/// <summary>How a machine's life ended.</summary>
public abstract record MachineExit
{
    private MachineExit()
    {
    }

    /// <summary>The program ran and ended.</summary>
    public sealed record Exited(ExitStatus Status) : MachineExit;

    /// <summary>The guest came up and could not start the program; <paramref name="Error"/> says why.</summary>
    public sealed record NotStarted(LinkError Error) : MachineExit;

    /// <summary>The machine stands still in a directory and can go on from there.</summary>
    public sealed record Suspended(string Directory) : MachineExit;

    /// <summary>The guest or its VMM failed: no answer, a panic, a crash.</summary>
    /// <param name="Reason">One sentence for people.</param>
    /// <param name="ConsoleFile">Where the guest's console was kept; null when it could not be.</param>
    public sealed record Failed(string Reason, string? ConsoleFile) : MachineExit;
}
