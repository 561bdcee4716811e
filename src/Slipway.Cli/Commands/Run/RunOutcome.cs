using Slipway.Contracts.GuestLink;
using Slipway.Host.Machines;
using Slipway.Images;
using Slipway.Vmm.Choice;
using Slipway.Vmm.Jails;

namespace Slipway.Cli.Commands.Run;

/// <summary>How a run ended.</summary>
/// <param name="ExitCode">What this process exits with.</param>
/// <param name="Message">For people; null when the program ran and ended by itself.</param>
internal sealed record RunOutcome(int ExitCode, string? Message)
{
    public ImageLease? Image { get; init; }

    public MachineId? Machine { get; init; }

    /// <summary>What ran the machine.</summary>
    public VmmKind? Vmm { get; init; }

    /// <summary>What confined it.</summary>
    public JailKind? Jail { get; init; }

    /// <summary>How the machine came to run its program.</summary>
    public MachineStart? Start { get; init; }

    public string? ConsoleFile { get; private init; }

    public bool OomKilled { get; private init; }

    public static RunOutcome Of(int exitCode, string? message) => new(exitCode, message);

    public static RunOutcome Of(MachineExit exit) => exit switch
    {
        MachineExit.Exited { Status: { OomKilled: true } status } => new RunOutcome(status.ExitCode, "memory ran out: the guest's kernel killed the program; give the machine more with -m.") { OomKilled = true },
        MachineExit.Exited exited => new RunOutcome(exited.Status.ExitCode, null),
        MachineExit.NotStarted { Error: var error } => new RunOutcome(CodeOf(error.Code), error.Message),
        MachineExit.Suspended { Directory: var directory } => new RunOutcome(Cli.ExitCode.Suspended, $"suspended; 'slipway resume {directory}' goes on."),
        MachineExit.Failed failed => new RunOutcome(Cli.ExitCode.RunFailed, failed.Reason) { ConsoleFile = failed.ConsoleFile },
        _ => throw new InvalidOperationException($"{exit} is no end of a machine."),
    };

    private static int CodeOf(GuestErrorCode code) => code switch
    {
        GuestErrorCode.NotFound => Cli.ExitCode.NotFound,
        GuestErrorCode.NotExecutable or GuestErrorCode.WrongArchitecture => Cli.ExitCode.NotExecutable,
        _ => Cli.ExitCode.RunFailed,
    };
}
