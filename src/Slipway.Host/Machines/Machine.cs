using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Host.Networks;
using Slipway.Host.Suspension;
using Slipway.Vmm.GuestLink;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Machines;

/// <summary>
/// A machine whose init has answered. Its three streams must be moved while it runs: a program whose output nobody takes waits. Disposing
/// ends it at once and frees everything it owned.
/// </summary>
public sealed class Machine : IAsyncDisposable
{
    /// <summary>How long a VMM may take to end once its guest is gone: it then only closes files.</summary>
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(5);

    private readonly IVirtualMachine _vm;
    private readonly GuestLinkClient _link;
    private readonly GuestProcess _program;
    private readonly MachineDisks _disks;
    private readonly KeptConsole _console;
    private volatile Task<MachineExit>? _suspending;

    internal Machine(MachineId id, IVirtualMachine vm, GuestLinkClient link, MachineDisks disks, KeptConsole console, MachineClock clock)
    {
        (Id, _vm, _link, _disks, _console) = (id, vm, link, disks, console);
        _program = link.Attach();
        Started = StartAsync(clock);
        Exit = ExitAsync();
    }

    public MachineId Id { get; }

    /// <summary>How it came to run its program.</summary>
    public required MachineStart Start { get; init; }

    /// <summary>Its tap network, which becomes this one's; null: it has another, or none.</summary>
    internal MachineNetwork? Network { get; init; }

    /// <summary>How it can be suspended; null: it cannot.</summary>
    internal SuspensionPlan? Suspension { get; init; }

    /// <summary>What whoever runs it should know; sentences for people.</summary>
    public IReadOnlyList<string> Notices => Network?.Notices ?? [];

    /// <summary>Writable; disposing it is the end of the program's input.</summary>
    public Stream Stdin => _program.Stdin;

    /// <summary>Ends when the program and all that inherited its output have ended.</summary>
    public Stream Stdout => _program.Stdout;

    /// <summary>As <see cref="Stdout"/>; empty with a terminal.</summary>
    public Stream Stderr => _program.Stderr;

    /// <summary>Completes when the program runs, with where the time went; null when it never did.</summary>
    public Task<MachineTimes?> Started { get; }

    /// <summary>Completes as soon as it is known how the program ended, perhaps before the last of its output has come. Never fails.</summary>
    public Task<MachineExit> Exit { get; }

    /// <summary>Tells the program's terminal its size.</summary>
    public void Resize(TerminalSize size) => _program.Resize(size);

    /// <summary>Sends a signal to the program; without effect when it does not run.</summary>
    public void Signal(int signal) => _program.Kill(signal);

    /// <summary>Asks the program to stop, by <paramref name="signal"/> or else its own stop signal; after ten seconds it is killed.</summary>
    public async Task StopAsync(int? signal, CancellationToken cancellationToken)
    {
        try
        {
            await _link.ShutdownAsync(new ShutdownRequest { Signal = signal }, cancellationToken);
        }
        catch (Exception e) when (e is GuestException or GuestLinkException or OperationCanceledException)
        {
            // It has ended already, or is being ended in another way; Exit says how.
        }
    }

    /// <summary>Suspends the machine into the directory that it was started with; <see cref="Exit"/> says how that went. Without effect where there is none.</summary>
    public void Suspend(CancellationToken cancellationToken)
    {
        if (Suspension is { } plan)
            _suspending ??= SuspendAsync(plan, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // Who disposes a machine that is being suspended has cancelled that; its files are gone then.
        if (_suspending is { } suspending)
            await suspending;
        await _program.DisposeAsync();
        await _link.DisposeAsync();
        await _vm.DisposeAsync();
        await _disks.DisposeAsync();
        Network?.Dispose();
        _console.Dispose();
    }

    private async Task<MachineExit> SuspendAsync(SuspensionPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            await plan.RunAsync(_link, _vm, cancellationToken);
            return new MachineExit.Suspended(plan.Directory);
        }
        catch (Exception e) when (e is GuestException or IOException or VmmException or OperationCanceledException)
        {
            return new MachineExit.Failed($"the machine could not be suspended and was ended: {e.Message}", null);
        }
    }

    private async Task<MachineTimes?> StartAsync(MachineClock clock)
    {
        try
        {
            return clock.Split(await _program.Started);
        }
        catch (Exception e) when (e is GuestException or GuestLinkException)
        {
            return null; // Exit says why.
        }
    }

    private async Task<MachineExit> ExitAsync()
    {
        try
        {
            return new MachineExit.Exited(await _program.Exited);
        }
        catch (Exception e) when (_suspending is { } suspending && e is GuestException or GuestLinkException)
        {
            return await suspending;
        }
        catch (GuestException e)
        {
            return new MachineExit.NotStarted(e.Error);
        }
        catch (GuestLinkException e)
        {
            return new MachineExit.Failed(_console.Keep(await WhyAsync(e)), _console.KeptPath);
        }
    }

    /// <summary>The link ends with the VMM, whose own end says more; a guest that only broke the link's rules still runs.</summary>
    private async Task<string> WhyAsync(GuestLinkException link)
    {
        try
        {
            return MachineEnd.Describe(await _vm.Exited.WaitAsync(s_endLimit), _vm.Console);
        }
        catch (TimeoutException)
        {
            return link.Message;
        }
    }
}
