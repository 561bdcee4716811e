using System.Text;
using Slipway.Contracts.GuestLink;
using Slipway.Init.Events;
using Slipway.Init.Link;
using Slipway.Init.Processes;
using Slipway.Init.Streams;
using Slipway.Init.Tests.Link;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Events;
using Slipway.Linux.Processes;

namespace Slipway.Init.Tests.Streams;

/// <summary>Real processes behind a real loop and server; only the host is a stand-in.</summary>
public sealed class ProcessStreamTests : IDisposable
{
    private readonly EventLoop _loop = new();
    private readonly TimerDescriptor _tick = new();
    private readonly FakeHost _host;
    private ChildProcess? _child;

    public ProcessStreamTests()
    {
        _host = new FakeHost(new LinkServer(new StandInMachine { Serve = Serve }, "init/test"));
        _loop.Add(_tick.Descriptor, PollEvents.Readable, new CallbackSource(_tick.Acknowledge));
        _host.Hello(1);
    }

    [Fact]
    public void Exec_PrintsAndExits_GivesBothChannelsAndTheCode()
    {
        Exec("echo out; echo err >&2; exit 3");
        Run();
        Assert.Equal(("out\n", "err\n"), (Text(LinkChannel.Stdout), Text(LinkChannel.Stderr)));
        Assert.Equal(3, Exit().ExitCode);
        Assert.True(_host.Has(1, FrameKind.Close));
    }

    [Fact]
    public void Exec_KilledBySignal_Is128AndItsNumber()
    {
        Exec("kill -15 $$");
        Run();
        Assert.Equal((143, 15), (Exit().ExitCode, Exit().Signal));
    }

    [Fact]
    public void Exec_Stdin_ReachesTheProgramAndEnds()
    {
        Exec("cat; echo end");
        var text = new string('x', 200_000);
        for (var i = 0; i < text.Length; i += 50_000)
            _host.Send(1, FrameKind.Data, LinkChannel.Stdin, Encoding.ASCII.GetBytes(text.Substring(i, 50_000)));
        _host.Send(1, FrameKind.End, LinkChannel.Stdin, []);
        Run();
        Assert.Equal(text + "end\n", Text(LinkChannel.Stdout));
        Assert.True(_host.Has(1, FrameKind.Credit));
    }

    [Fact]
    public void Exec_ProgramNeverReads_StdinIsTakenAndDropped()
    {
        Exec("exec <&-; echo closed; sleep 1000");
        RunUntil(() => Text(LinkChannel.Stdout) == "closed\n");
        for (var i = 0; i < 20; i++)
            _host.Send(1, FrameKind.Data, LinkChannel.Stdin, new byte[LinkLimits.MaxPayloadBytes]);
        Assert.False(_host.Has(1, FrameKind.Reset));
        _host.Send(1, FrameKind.Message, 0, LinkMessage.Encode(new KillCommand { Signal = 9 }));
        Run();
        Assert.Equal(9, Exit().Signal);
    }

    [Fact]
    public void Exec_HostDoesNotRead_OutputWaitsAndTheOtherChannelFlows()
    {
        Exec("echo side >&2; head -c 1000000 /dev/zero");
        RunUntil(() => _host.Data(1, LinkChannel.Stdout).Length == LinkLimits.InitialCreditBytes && Text(LinkChannel.Stderr) == "side\n");
        _host.Grant(1, LinkChannel.Stdout, 1_000_000);
        Run();
        Assert.Equal(1_000_000, _host.Data(1, LinkChannel.Stdout).Length);
        Assert.Equal(0, Exit().ExitCode);
    }

    [Fact]
    public void Exec_DescendantHoldsThePipe_StreamEndsWithTheProgram()
    {
        Exec("sleep 1000 & echo $!");
        Run();
        Assert.True(_host.Has(1, FrameKind.Close));
        _ = GuestChildren.TrySignal(int.Parse(Text(LinkChannel.Stdout), System.Globalization.CultureInfo.InvariantCulture), 9);
    }

    [Fact]
    public void Reset_RunningProgram_IsKilled()
    {
        Exec("sleep 1000");
        _host.Send(1, FrameKind.Reset, 0, LinkMessage.Encode(new LinkError { Code = GuestErrorCode.Canceled, Message = "no" }));
        RunUntil(() => _child?.Exit is not null);
        Assert.Equal(9, _child!.Exit!.Signal);
    }

    public void Dispose()
    {
        _child?.Dispose();
        _tick.Dispose();
        _loop.Dispose();
    }

    private void Exec(string script) => _host.Open(1, new ExecRequest { Args = ["/bin/sh", "-c", script] });

    private string Text(byte channel) => Encoding.UTF8.GetString(_host.Data(1, channel));

    private ExitStatus Exit() => _host.Replies(1).OfType<ExitedReply>().Single().Status;

    private void Run() => RunUntil(() => _host.Has(1, FrameKind.Close));

    // Init hears of exits by SIGCHLD; a test must leave that to the runtime and asks on every tick instead.
    private void RunUntil(Func<bool> done)
    {
        while (!done())
        {
            _tick.Start(TimeSpan.FromMilliseconds(1));
            _loop.RunOnce();
            if (_child is { Exit: null } && GuestChildren.TryReap(out _) is { } exit)
                _child.SetExit(exit, oomKilled: false);
            _host.Exchange();
        }
    }

    private ExecStream Serve(LinkServer link, uint id, GuestRequest request)
    {
        var (inReader, inWriter) = FileDescriptor.Pipe();
        var (outReader, outWriter) = FileDescriptor.Pipe();
        var (errReader, errWriter) = FileDescriptor.Pipe();
        foreach (var end in (FileDescriptor[])[inWriter, outReader, errReader])
            end.SetNonBlocking();
        var pid = GuestSpawner.TrySpawn(
            new GuestSpawnRequest { Path = "/bin/sh", Args = ((ExecRequest)request).Args, Env = ["PATH=/usr/bin:/bin"], WorkingDir = "/", Stdin = inReader, Stdout = outWriter, Stderr = errWriter },
            out var errno);
        Assert.Equal(0, errno);
        foreach (var end in (FileDescriptor[])[inReader, outWriter, errWriter])
            end.Dispose();
        _child = new ChildProcess
        {
            Pid = pid,
            ExecMicroseconds = 0,
            Input = new InputPipe(inWriter, isTerminal: false, _loop),
            Output = new OutputPipe(outReader, _loop),
            Errors = new OutputPipe(errReader, _loop),
        };
        var stream = new ExecStream(link, id);
        stream.Connect(_child, new StartedReply { Pid = pid });
        return stream;
    }
}
