using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Init.Boot;
using Slipway.Init.Events;
using Slipway.Init.Link;
using Slipway.Init.Network;
using Slipway.Init.Processes;
using Slipway.Init.Rootfs;
using Slipway.Init.Streams;
using Slipway.Linux;
using Slipway.Linux.Events;
using Slipway.Linux.Mounts;
using Slipway.Linux.Processes;

namespace Slipway.Init.Machine;

/// <summary>
/// The whole of a guest from its boot to its restart, on one thread: boot, then a loop of signals, pipes, terminal and link.
/// </summary>
internal sealed partial class GuestMachine : IRequestHandler, IDisposable
{
    private static readonly int[] Signals =
    [
        SignalNames.Child, SignalNames.Terminate, SignalNames.Interrupt, SignalNames.Power,
        SignalNames.HangUp, SignalNames.Quit, SignalNames.User1, SignalNames.User2, SignalNames.WindowChange,
    ];

    private readonly EventLoop _loop = new();
    private readonly GuestNetwork _network = new();
    private readonly TimerDescriptor _timer = new();
    private readonly bool _inInitrd;
    private readonly Dictionary<int, ChildProcess> _executed = [];
    private GuestState _state = GuestState.Booting;
    private long _startMicroseconds;
    private RunConfig? _config;
    private GuestRoot? _root;
    private Workload? _workload;
    private ChildProcess? _main;
    private AttachStream? _attached;
    private GuestReply? _outcome;
    private Farewell? _farewell;
    private bool _isDelivered;
    private bool _isHostKnown;
    private bool _isSuspended;
    private bool _hasChildren;

    /// <param name="inInitrd">The root is an initrd's and not the boot disk.</param>
    /// <param name="startMicroseconds">When init started, since the kernel's start.</param>
    public GuestMachine(bool inInitrd, long startMicroseconds)
    {
        _inInitrd = inInitrd;
        _startMicroseconds = startMicroseconds;
        _loop.Add(_timer.Descriptor, PollEvents.Readable, new CallbackSource(OnTimer));
    }

    private static string Version { get; } = typeof(GuestMachine).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Lives the machine's life; afterwards its disks are clean and it can be restarted.</summary>
    public void Run()
    {
        // The program first: what the loop needs is made while it starts.
        Boot(() =>
        {
            SystemMounts.Prepare();
            ControlGroups.Prepare();
            return BootDisk.ReadConfig(_inInitrd);
        });
        if (_root is null)
            Staging.MountSysfs();
        using var signals = SignalDescriptor.Open(Signals);
        _loop.Add(signals.Descriptor, PollEvents.Readable, new CallbackSource(() => Serve(signals)));
        // What ended before that left no signal.
        Reap();
        var link = new LinkServer(this, $"slipway-init/{Version}");
        using (var carrier = new GuestLinkCarrier(_loop, link, _root is null ? Staging.Sysfs : "/sys"))
        {
            while (!IsOver(carrier.Pump(), carrier.IsConnected, link))
                _loop.RunOnce();
        }

        _root?.TakeApart();
        Mount.SyncAll();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _loop.Dispose();
    }

    // Any failure of the boot is the machine's outcome, which the host will ask for.
    private void Boot(Func<RunConfig?> read)
    {
        try
        {
            _config = read();
            if (_config is null)
            {
                _state = GuestState.AwaitingConfig;
                return;
            }

            _state = GuestState.Booting;
            _root = GuestRoot.Enter(_config, _inInitrd);
            _workload = new Workload(_config, _root, _network, _loop);
            _main = _workload.StartMain();
            _state = GuestState.Running;
            _attached?.Connect(_main, Started(_main));
        }
        catch (GuestFaultException e)
        {
            Fail(e.Error);
        }
        catch (LinuxException e)
        {
            Fail(new LinkError { Code = GuestErrorCode.System, Message = e.Message });
        }
    }

    private void Fail(LinkError error)
    {
        BootConsole.Write(error.Message);
        End(new BootFailedReply { Error = error });
    }

    private StartedReply Started(ChildProcess main) =>
        new() { Pid = main.Pid, InitStartMicroseconds = _startMicroseconds, ExecMicroseconds = main.ExecMicroseconds };

    private bool IsOver(bool progress, bool connected, LinkServer link) => _farewell is { } farewell
        && farewell.IsOver(connected, _isHostKnown, _isDelivered, link.IsIdle && link.Output.Length == 0, progress, _hasChildren);

    private void Serve(SignalDescriptor signals)
    {
        for (var signal = signals.Take(); signal != 0; signal = signals.Take())
        {
            switch (signal)
            {
                case SignalNames.Child:
                    Reap();
                    break;
                case SignalNames.Terminate or SignalNames.Interrupt or SignalNames.Power:
                    Stop(null, ShutdownRequest.DefaultGraceMilliseconds);
                    break;
                default:
                    // Meant for the program by someone who takes the first process for it, as it is in a container.
                    _main?.Signal(signal);
                    break;
            }
        }
    }

    private void Reap()
    {
        while (GuestChildren.TryReap(out _hasChildren) is { } exit)
        {
            if (_executed.Remove(exit.Pid, out var executed))
            {
                executed.SetExit(exit, _workload?.Groups.WasOutOfMemory(ControlGroups.Exec) ?? false);
            }
            else if (exit.Pid == _main?.Pid)
            {
                _main.SetExit(exit, _workload?.Groups.WasOutOfMemory(ControlGroups.Main) ?? false);
                End(new ExitedReply { Status = _main.Exit! });
            }
        }
    }

    // The machine is its main process: with it end all others, and what they have printed by then is sent.
    private void End(GuestReply outcome)
    {
        _outcome = outcome;
        _state = GuestState.Stopping;
        _workload?.Thaw();
        GuestChildren.SignalAll(SignalNames.Kill);
        _farewell = new Farewell(_timer.Start);
    }

    /// <summary>Asks the main process to end, and makes it after the grace.</summary>
    private void Stop(int? signal, int graceMilliseconds)
    {
        if (_outcome is not null)
            return;
        if (_main is null || _workload is null)
        {
            End(new BootFailedReply { Error = new LinkError { Code = GuestErrorCode.Canceled, Message = "the machine was stopped before it had a run config" } });
            return;
        }

        if (_state == GuestState.Frozen)
            _workload.Thaw();
        _state = GuestState.Stopping;
        _main.Signal(graceMilliseconds == 0 ? SignalNames.Kill : signal ?? _workload.StopSignal);
        if (graceMilliseconds > 0)
            _timer.Start(TimeSpan.FromMilliseconds(graceMilliseconds));
    }

    private void OnTimer()
    {
        _timer.Acknowledge();
        if (_farewell is { } farewell)
            farewell.OnTimer();
        else
            _main?.Signal(SignalNames.Kill);
    }
}
