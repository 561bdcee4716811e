using Slipway.Host.Machines;
using Slipway.Linux;

namespace Slipway.Cli.Commands.Run;

/// <summary>One <c>slipway run</c> or <c>resume</c>, from the parsed command line to the exit code.</summary>
internal sealed class RunSession(CommandContext context, IMachineSource source, SessionOptions options) : IDisposable
{
    private readonly SignalInbox _inbox = new();
    private readonly CancellationTokenSource _preparing = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly RunStopwatch _watch = new(context.Time);
    private volatile Machine? _machine;
    private int _stops;

    /// <summary>Runs; every outcome is an exit code and, where it is not the program's own, a sentence on standard error.</summary>
    public async Task<int> RunAsync()
    {
        var signals = HandleSignalsAsync();
        RunOutcome outcome;
        try
        {
            outcome = await RunMachineAsync();
        }
        catch (OperationCanceledException) when (_preparing.IsCancellationRequested)
        {
            outcome = RunOutcome.Of(ExitCode.Interrupted, "stopped before the program ran.");
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            outcome = RunOutcome.Of(ExitCode.RunFailed, Failure.Sentence(e));
        }

        _inbox.Dispose();
        await signals;
        Report(outcome);
        return outcome.ExitCode;
    }

    public void Dispose()
    {
        _inbox.Dispose();
        _preparing.Dispose();
        _ended.Dispose();
    }

    private async Task<RunOutcome> RunMachineAsync()
    {
        await using var running = await source.StartAsync(_watch, Tell, _preparing.Token);
        _machine = running.Machine;
        foreach (var notice in running.Notices)
            Tell(notice);
        var outcome = await AttendAsync(running.Machine);
        return outcome with { Image = running.Image, Machine = running.Machine.Id, Vmm = running.Vmm, Jail = running.Jail, Start = running.Machine.Start };
    }

    /// <summary>Moves the streams until the program has ended and all its output is here.</summary>
    private async Task<RunOutcome> AttendAsync(Machine machine)
    {
        using var streams = new StandardStreams(machine, source.Program, context.Time);
        var output = streams.MoveOutputAsync(_ended.Token);
        try
        {
            _watch.Started(await machine.Started);
            // Output that cannot be moved any more ends the run, whatever the program does.
            if (await Task.WhenAny(machine.Exit, output) == output)
                await output;
            var exit = await machine.Exit;
            _watch.Exited(streams.FirstOutput);
            await output;
            return RunOutcome.Of(exit);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return RunOutcome.Of(ExitCode.Killed, null);
        }
        catch (LinuxException e) when (e.Call == "write")
        {
            return RunOutcome.Of(ExitCode.BrokenPipe, null);
        }
    }

    private async Task HandleSignalsAsync()
    {
        await foreach (var signal in _inbox.Signals.ReadAllAsync())
        {
            if (_machine is not { } machine)
            {
                if (SignalInbox.Stops(signal))
                    await _preparing.CancelAsync();
            }
            else if (!SignalInbox.Stops(signal))
            {
                machine.Signal(signal);
            }
            else if (++_stops == 1)
            {
                End(machine, signal);
            }
            else
            {
                await _ended.CancelAsync();
            }
        }
    }

    // Not awaited: a guest that does not answer must not keep the second signal waiting.
    private void End(Machine machine, int signal)
    {
        if (options.SuspendDirectory is not null)
        {
            Tell("suspending; once more ends the machine at once");
            machine.Suspend(_ended.Token);
            return;
        }

        Tell("stopping; once more ends the machine at once");
        _ = machine.StopAsync(signal == SignalInbox.Interrupt ? signal : null, _ended.Token);
    }

    private void Report(RunOutcome outcome)
    {
        var times = _watch.Stop();
        if (options.IsJson)
        {
            RunReporting.WriteJson(context.Error, outcome, times);
            return;
        }

        if (outcome.Message is { } message)
            context.Error.WriteLine($"slipway: {Printable.Text(message)}");
        if (options.ShowsTimes)
            RunReporting.WriteTimes(context.Error, outcome, times);
    }

    private void Tell(string text)
    {
        if (!options.IsJson)
            context.Error.WriteLine($"slipway: {Printable.Text(text)}");
    }
}
