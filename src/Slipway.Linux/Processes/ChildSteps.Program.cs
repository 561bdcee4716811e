namespace Slipway.Linux.Processes;

/// <content>The steps that every child makes: it begins as from a login shell, and ends by executing a program.</content>
internal sealed unsafe partial class ChildSteps
{
    private const int LastSignal = 64;
    private const int Kill = 9;
    private const int Stop = 19;
    private const int SetSignals = 2; // SIG_SETMASK
    private const int SignalSetBytes = 8;

    /// <summary>A session of its own, and default signals.</summary>
    public void AddReset()
    {
        var byDefault = Words(0, 0, 0, 0); // struct kernel_sigaction
        for (var signal = 1; signal <= LastSignal; signal++)
        {
            if (signal is not (Kill or Stop))
                Add(ChildCall.SetSignalAction, $"signal {signal}", signal, byDefault, 0, SignalSetBytes);
        }

        Add(ChildCall.NewSession, "");
    }

    /// <summary>The last: an empty signal mask, and the program.</summary>
    /// <param name="arguments">Must live until the child has started, like <paramref name="environment"/>.</param>
    public void AddExecute(string program, StringArray arguments, StringArray environment)
    {
        Add(ChildCall.SetSignalMask, "", SetSignals, Words(0), 0, SignalSetBytes);
        Add(ChildCall.Execute, program, Text(program), (nint)arguments.Pointer, (nint)environment.Pointer);
    }
}
