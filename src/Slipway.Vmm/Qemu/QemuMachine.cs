using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Processes;
using Slipway.Vmm.Consoles;
using Slipway.Vmm.Jails;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Snapshots;

namespace Slipway.Vmm.Qemu;

/// <summary>One QEMU process.</summary>
internal sealed partial class QemuMachine : IVirtualMachine
{
    private const int ErrorTailBytes = 4096;

    private readonly OwnedChild _child;
    private readonly QmpClient _monitor;
    private readonly Stream _console;
    private readonly Stream _errors;
    private readonly VmConfig _config;
    private readonly MachineJail? _jail;
    private readonly TailBuffer _said = new(ErrorTailBytes);
    private volatile string? _shutdownReason;
    private volatile bool _killed;

    /// <summary>Takes over a started process, this end of its channels, the file of its memory and its jail, if it has them.</summary>
    /// <param name="readHost">What a snapshot will say about this host.</param>
    public QemuMachine(OwnedChild child, QemuChannels channels, VmConfig config, SafeFileHandle? memory, MachineJail? jail, Func<HostProcessor> readHost)
    {
        (_child, _config, _memory, _jail, _readHost) = (child, config, memory, jail, readHost);
        Link = channels.Link.TakeOurs();
        _console = channels.Console.TakeOurs();
        _errors = channels.Errors.TakeOurs();
        channels.CloseTheirs();
        Console = new ConsoleLog(config.ConsoleFile);
        _monitor = new QmpClient(channels.Monitor.TakeOurs(), OnEvent);
        Exited = WatchAsync();
    }

    public Stream Link { get; }

    public ConsoleLog Console { get; }

    public int ProcessId => _child.Id;

    public Task<VmExit> Exited { get; }

    /// <summary>Waits until QEMU has taken its configuration and, where there is one, has loaded a snapshot; its guest then runs.</summary>
    /// <exception cref="VmmException">It refused; it is reaped then.</exception>
    public async Task<IVirtualMachine> ConnectAsync(MemorySnapshot? snapshot, CancellationToken cancellationToken)
    {
        try
        {
            _version = await _monitor.ConnectAsync(cancellationToken);
            if (snapshot is not null)
                await LoadAsync(snapshot, cancellationToken);
            return this;
        }
        catch (VmmException e)
        {
            // Not before it has ended by itself: the last it says is the reason.
            await Exited.WaitAsync(cancellationToken);
            await DisposeAsync();
            throw new VmmException(QemuRefusal.Explain(LastWords()), e);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task QuitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _monitor.ExecuteAsync("quit", null, cancellationToken);
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
        _memory?.Dispose();
    }

    private void OnEvent(QmpMessage.Event happened)
    {
        // SHUTDOWN: why QEMU is about to end, from qapi/run-state.json's ShutdownCause.
        if (happened.Name == "SHUTDOWN" && TextOf(happened, "reason") is { } reason)
            _shutdownReason = reason;
        else if (happened.Name == "MIGRATION" && TextOf(happened, "status") is { } status)
            OnMigration(status);
    }

    private static string? TextOf(QmpMessage.Event happened, string name) =>
        happened.Data.ValueKind == JsonValueKind.Object && happened.Data.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

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
        finally
        {
            _jail?.Dispose();
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
