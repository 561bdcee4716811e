using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Processes;
using Slipway.Linux.Sockets;
using Slipway.Vmm.Consoles;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Qemu;

/// <summary>One QEMU process.</summary>
internal sealed class QemuMachine : IVirtualMachine
{
    private const int ErrorTailBytes = 4096;

    private readonly OwnedChild _child;
    private readonly QmpClient _monitor;
    private readonly Stream _console;
    private readonly Stream _errors;
    private readonly TailBuffer _said = new(ErrorTailBytes);
    private volatile string? _shutdownReason;
    private volatile bool _killed;

    private QemuMachine(OwnedChild child, SocketPair link, SocketPair monitor, SocketPair console, SocketPair errors, SafeFileHandle? consoleFile)
    {
        _child = child;
        Link = link.TakeOurs();
        _console = console.TakeOurs();
        _errors = errors.TakeOurs();
        // What QEMU holds must be open nowhere else, or its end would not be the end of these streams.
        foreach (var pair in new[] { link, monitor, console, errors })
            pair.Theirs.Dispose();
        Console = new ConsoleLog(consoleFile);
        _monitor = new QmpClient(monitor.TakeOurs(), OnEvent);
        Exited = WatchAsync();
    }

    public Stream Link { get; }

    public ConsoleLog Console { get; }

    public int ProcessId => _child.Id;

    public Task<VmExit> Exited { get; }

    /// <summary>Takes over a started process and this end of its channels, and waits until it has taken its configuration.</summary>
    /// <exception cref="VmmException">It refused; it is reaped then.</exception>
    public static async Task<IVirtualMachine> ConnectAsync(
        OwnedChild child, SocketPair link, SocketPair monitor, SocketPair console, SocketPair errors, SafeFileHandle? consoleFile, CancellationToken cancellationToken)
    {
        var machine = new QemuMachine(child, link, monitor, console, errors, consoleFile);
        try
        {
            await machine._monitor.ConnectAsync(cancellationToken);
            return machine;
        }
        catch (VmmException e)
        {
            // Not before it has ended by itself: the last it says is the reason.
            await machine.Exited.WaitAsync(cancellationToken);
            await machine.DisposeAsync();
            throw new VmmException(QemuRefusal.Explain(machine.LastWords()), e);
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    public async Task QuitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _monitor.ExecuteAsync("quit", cancellationToken);
        }
        catch (VmmException)
        {
            // The monitor is gone: so is QEMU, or it will be. The answer to quit may also be lost in its end.
        }
        await Exited.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _killed = true;
        _child.Kill();
        await Exited;
        await _child.DisposeAsync();
        await _monitor.DisposeAsync();
        await Link.DisposeAsync();
        await _console.DisposeAsync();
        await _errors.DisposeAsync();
    }

    private void OnEvent(QmpMessage.Event happened)
    {
        // SHUTDOWN: why QEMU is about to end, from qapi/run-state.json's ShutdownCause.
        if (happened is { Name: "SHUTDOWN", Data.ValueKind: System.Text.Json.JsonValueKind.Object }
            && happened.Data.TryGetProperty("reason", out var reason) && reason.ValueKind == System.Text.Json.JsonValueKind.String)
            _shutdownReason = reason.GetString();
    }

    private async Task<VmExit> WatchAsync()
    {
        var channels = Task.WhenAll(Console.PumpAsync(_console), _said.FillAsync(_errors), _monitor.Ended);
        try
        {
            var exit = await _child.Exited;
            await channels;
            return Explain(exit);
        }
        catch (Linux.LinuxException e)
        {
            return new VmExit.Failed($"QEMU ended and its exit is unknown: {e.Message}");
        }
    }

    private VmExit Explain(ChildExit exit) => (exit, _shutdownReason) switch
    {
        ({ ExitCode: 0, Signal: 0 }, "guest-reset") when KernelPanic.Find(Console.Tail()) is { } panic => new VmExit.GuestPanic(panic),
        ({ ExitCode: 0, Signal: 0 }, "guest-reset") => new VmExit.GuestReset(),
        ({ ExitCode: 0, Signal: 0 }, "guest-panic") => new VmExit.GuestPanic(KernelPanic.Find(Console.Tail()) ?? "no message"),
        ({ ExitCode: 0, Signal: 0 }, "guest-shutdown") => new VmExit.GuestShutdown(),
        ({ ExitCode: 0, Signal: 0 }, "host-qmp-quit") => new VmExit.Quit(),
        _ when _killed => new VmExit.Killed(),
        _ => new VmExit.Failed($"QEMU ended with {exit}: {LastWords()}"),
    };

    // QEMU begins its lines with its own name and says nothing when it is killed.
    private string LastWords() => Encoding.UTF8.GetString(_said.ToArray()).Trim() is { Length: > 0 } said ? said : "it said nothing";
}
