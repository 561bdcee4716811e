using Slipway.Contracts.GuestLink;
using Slipway.Init.Boot;
using Slipway.Init.Link;
using Slipway.Init.Processes;
using Slipway.Init.Streams;
using Slipway.Linux;
using Slipway.Linux.Guest;

namespace Slipway.Init.Machine;

/// <summary>What the host asks for.</summary>
internal sealed partial class GuestMachine
{
    private const long MicrosecondsPerMillisecond = 1000;

    public void OnConversationBegun()
    {
        _isHostKnown = true;
        _isSuspended = false;
    }

    public void OnConversationEnded()
    {
        // The host is gone, or has lost its mind; without one the machine has no purpose, unless it was told that it has, or waits to be told: the host
        // that made a template is never the one that uses it.
        if (!_isSuspended && _state != GuestState.AwaitingConfig && _config is not { SurvivesHost: true })
            Stop(null, ShutdownRequest.DefaultGraceMilliseconds);
    }

    public LinkStream Open(LinkServer link, uint id, GuestRequest request)
    {
        try
        {
            return request switch
            {
                PrepareRequest prepare => Prepare(link, id, prepare),
                ConfigureRequest configure => Configure(link, id, configure),
                AttachRequest => Attach(link, id),
                ExecRequest exec => Execute(link, id, exec),
                SignalRequest signal => Signal(link, id, signal.Signal),
                WaitRequest => new WaitStream(link, id, TakeOutcome),
                StatusRequest => new AnswerStream(link, id, Status()),
                SystemInfoRequest => new AnswerStream(link, id, SystemInformation.Read()),
                ReadFileRequest read => FileReadStream.Open(link, id, read.Path),
                WriteFileRequest write => WriteFile(link, id, write),
                FreezeRequest => Freeze(link, id),
                ThawRequest => Thaw(link, id),
                SuspendRequest => Suspend(link, id),
                RenewRequest renew => Renew(link, id, renew),
                ShutdownRequest shutdown => Shutdown(link, id, shutdown),
                _ => new AnswerStream(link, id, GuestErrorCode.Unsupported, $"{request.GetType().Name} is not served"),
            };
        }
        catch (GuestFaultException e)
        {
            return new AnswerStream(link, id, new FailedReply { Error = e.Error });
        }
        catch (LinuxException e)
        {
            return new AnswerStream(link, id, GuestErrorCode.System, e.Message);
        }
    }

    private GuestReply? TakeOutcome()
    {
        _isDelivered |= _outcome is not null;
        return _outcome;
    }

    private AnswerStream Prepare(LinkServer link, uint id, PrepareRequest request)
    {
        if (_state != GuestState.AwaitingConfig)
            return new AnswerStream(link, id, GuestErrorCode.Busy, $"the machine has its run config and is {_state}");
        _network.SetUp(Staging.System, request.IPConfigs, request.Mtu);
        return new AnswerStream(link, id, new DoneReply());
    }

    private AnswerStream Configure(LinkServer link, uint id, ConfigureRequest request)
    {
        if (_state != GuestState.AwaitingConfig)
            return new AnswerStream(link, id, GuestErrorCode.Busy, $"the machine has its run config and is {_state}");
        // For the host's clockwork the machine begins here: what was before happened once for all that start from one snapshot.
        _startMicroseconds = GuestKernel.BootMicroseconds;
        FreshStart.Take(request.Freshness);
        ExchangedDrives.Await(request.Config);
        Boot(() => request.Config);
        return new AnswerStream(link, id, new DoneReply());
    }

    private LinkStream Attach(LinkServer link, uint id)
    {
        if (_attached is not null)
            return new AnswerStream(link, id, GuestErrorCode.Busy, $"stream {_attached.Id} is attached to the main process");
        _attached = new AttachStream(link, id, () => _outcome as BootFailedReply, delivered =>
        {
            _attached = null;
            _isDelivered |= delivered;
        });
        if (_main is { } main)
            _attached.Connect(main, Started(main));
        return _attached;
    }

    private ExecStream Execute(LinkServer link, uint id, ExecRequest request)
    {
        var child = Running().StartExec(request);
        _executed.Add(child.Pid, child);
        _hasChildren = true;
        var stream = new ExecStream(link, id);
        stream.Connect(child, new StartedReply { Pid = child.Pid });
        return stream;
    }

    private AnswerStream Signal(LinkServer link, uint id, int signal)
    {
        if (signal is < 1 or > SignalNames.Max)
            return new AnswerStream(link, id, GuestErrorCode.Invalid, $"signal {signal} is outside 1 to {SignalNames.Max}");
        if (_main is not { Exit: null } main)
            return new AnswerStream(link, id, GuestErrorCode.NotRunning, "the main process does not run");
        main.Signal(signal);
        return new AnswerStream(link, id, new DoneReply());
    }

    private StatusReply Status() => new()
    {
        State = _state,
        Version = Version,
        UptimeMilliseconds = GuestKernel.BootMicroseconds / MicrosecondsPerMillisecond,
        MainPid = _main?.Pid ?? 0,
        Exit = _main?.Exit,
    };

    private LinkStream WriteFile(LinkServer link, uint id, WriteFileRequest request) => _state == GuestState.Frozen
        ? new AnswerStream(link, id, GuestErrorCode.Busy, "the filesystems are frozen")
        : FileWriteStream.Open(link, id, request);

    private FreezeStream Freeze(LinkServer link, uint id)
    {
        var workload = Running();
        _state = GuestState.Frozen;
        return new FreezeStream(link, id, workload, _loop, failed: () => _state = GuestState.Running);
    }

    private AnswerStream Thaw(LinkServer link, uint id)
    {
        if (_state == GuestState.Frozen)
        {
            _workload?.Thaw();
            _state = GuestState.Running;
        }

        return new AnswerStream(link, id, new DoneReply());
    }

    private AnswerStream Suspend(LinkServer link, uint id)
    {
        if (_state != GuestState.Frozen)
            return new AnswerStream(link, id, GuestErrorCode.Busy, $"the machine is {_state}; freeze it first");
        link.AbandonAll(new LinkError { Code = GuestErrorCode.Canceled, Message = "the machine is being suspended" });
        _isSuspended = true;
        return new AnswerStream(link, id, new DoneReply());
    }

    private AnswerStream Renew(LinkServer link, uint id, RenewRequest request)
    {
        // In this order: the workload stands until nothing of the other machines is left in this one.
        FreshStart.Take(request.Freshness);
        _startMicroseconds = GuestKernel.BootMicroseconds;
        if (_state != GuestState.Frozen || _workload is not { } workload || _config is not { } config)
            return new AnswerStream(link, id, GuestErrorCode.Busy, $"the machine is {_state} and was not suspended");
        workload.ThawFilesystems();
        _config = FreshStart.TakeIdentity(config, _network, request);
        workload.Thaw();
        _state = GuestState.Running;
        return new AnswerStream(link, id, new DoneReply());
    }

    private AnswerStream Shutdown(LinkServer link, uint id, ShutdownRequest request)
    {
        if (request.Signal is < 1 or > SignalNames.Max || request.GraceMilliseconds is < 0)
            return new AnswerStream(link, id, GuestErrorCode.Invalid, $"signal {request.Signal} or grace {request.GraceMilliseconds} ms makes no sense");
        Stop(request.Signal, request.GraceMilliseconds ?? ShutdownRequest.DefaultGraceMilliseconds);
        return new AnswerStream(link, id, new DoneReply());
    }

    private Workload Running() => _state switch
    {
        GuestState.Running when _workload is not null => _workload,
        GuestState.Frozen => throw new GuestFaultException(GuestErrorCode.Busy, "the workload is frozen"),
        _ => throw new GuestFaultException(GuestErrorCode.NotRunning, $"the main process does not run: the machine is {_state}"),
    };
}
