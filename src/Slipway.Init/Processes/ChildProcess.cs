using Slipway.Contracts.GuestLink;
using Slipway.Linux.Processes;
using Slipway.Linux.Terminals;

namespace Slipway.Init.Processes;

/// <summary>A program that init has started, and init's ends of its pipes. Disposing closes those; the program may live on.</summary>
internal sealed class ChildProcess : IDisposable
{
    public required int Pid { get; init; }

    /// <summary>Microseconds from the kernel's start to the program's execve.</summary>
    public required long ExecMicroseconds { get; init; }

    /// <summary>Null when its stdin is /dev/null.</summary>
    public InputPipe? Input { get; init; }

    /// <summary>Its stdout; everything, with a terminal.</summary>
    public required OutputPipe Output { get; init; }

    /// <summary>Its stderr; null with a terminal.</summary>
    public OutputPipe? Errors { get; init; }

    public PseudoTerminal? Terminal { get; init; }

    /// <summary>How it ended; null while it runs.</summary>
    public ExitStatus? Exit { get; private set; }

    /// <summary>Its output is read and at its end.</summary>
    public bool IsDrained => Output.IsEnded && Errors is null or { IsEnded: true };

    /// <summary>Notes that it has ended.</summary>
    public void SetExit(ChildExit exit, bool oomKilled)
    {
        const int SignalBase = 128;
        Exit = new ExitStatus
        {
            ExitCode = exit.Signal == 0 ? exit.ExitCode : SignalBase + exit.Signal,
            Signal = exit.Signal,
            OomKilled = oomKilled,
        };
        Output.Drain();
        Errors?.Drain();
    }

    /// <summary>Sends a signal to the process; nothing happens after its end.</summary>
    public void Signal(int signal)
    {
        if (Exit is null)
            _ = GuestChildren.TrySignal(Pid, signal);
    }

    public void Dispose()
    {
        Input?.Dispose();
        Output.Dispose();
        Errors?.Dispose();
        Terminal?.Dispose();
    }
}
