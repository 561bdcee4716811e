using Slipway.Host;
using Slipway.Host.Boot;
using Slipway.Host.Machines;
using Slipway.Images;
using Slipway.Linux;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Qemu;

namespace Slipway.Cli.Commands.Run;

/// <summary>One <c>slipway run</c>, from the parsed command line to the exit code.</summary>
internal sealed class RunSession(CommandContext context, RunRequest request, DataDirectory data) : IDisposable
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
            outcome = await RunImageAsync();
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

    private async Task<RunOutcome> RunImageAsync()
    {
        var cancellationToken = _preparing.Token;
        var boot = new GuestBoot(data, GuestInit.Program).PrepareAsync(request.KernelFile, package => Tell($"fetching the guest's kernel: package {package}"), cancellationToken);
        var acceleration = AccelerationCheck.DecideAsync(request.Accelerator, context.Time, cancellationToken);
        using var image = await AcquireAsync(cancellationToken);
        var accelerator = await acceleration;
        if (accelerator.Accelerator == Accelerator.Tcg && request.Accelerator is null)
            Tell($"software emulation: {accelerator.Reason}");
        var files = await boot;
        _watch.Prepared();
        var launcher = new MachineLauncher(new QemuVmm(), data, context.Time);
        await using var machine = await launcher.LaunchAsync(request.Machine with { Accelerator = accelerator.Accelerator }, image, files, cancellationToken);
        _machine = machine;
        var outcome = await AttendAsync(machine);
        return outcome with { Image = image, Machine = machine.Id, Start = machine.Start };
    }

    private async Task<ImageLease> AcquireAsync(CancellationToken cancellationToken)
    {
        await using var display = PullDisplay.Create(context, request.Image, isSilent: request.IsJson);
        try
        {
            return await ImageAccess.AcquireAsync(data, context.Time, request.Image, request.Platform, request.Pull, display, cancellationToken);
        }
        finally
        {
            _watch.Acquired(display.ConvertingTook);
        }
    }

    /// <summary>Moves the streams until the program has ended and all its output is here.</summary>
    private async Task<RunOutcome> AttendAsync(Machine machine)
    {
        using var streams = new StandardStreams(machine, request.Machine.Program, context.Time);
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
                Tell("stopping; once more ends the machine at once");
                // Not awaited: a guest that does not answer must not keep the second signal waiting.
                _ = machine.StopAsync(signal == SignalInbox.Interrupt ? signal : null, _ended.Token);
            }
            else
            {
                await _ended.CancelAsync();
            }
        }
    }

    private void Report(RunOutcome outcome)
    {
        var times = _watch.Stop();
        if (request.IsJson)
        {
            RunReporting.WriteJson(context.Error, outcome, times);
            return;
        }

        if (outcome.Message is { } message)
            context.Error.WriteLine($"slipway: {Printable.Text(message)}");
        if (request.ShowsTimes)
            RunReporting.WriteTimes(context.Error, outcome, times);
    }

    private void Tell(string text)
    {
        if (!request.IsJson)
            context.Error.WriteLine($"slipway: {Printable.Text(text)}");
    }
}
