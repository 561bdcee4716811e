using System.Buffers;
using Slipway.Contracts.GuestLink;
using Slipway.Init.Link;
using Slipway.Init.Processes;

namespace Slipway.Init.Streams;

/// <summary>Connects the host with a process, which may not have started yet: stdin and commands up; start, output and exit down.</summary>
internal class ProcessStream(LinkServer link, uint id) : LinkStream(link, id)
{
    private readonly ReceiveWindow _stdinWindow = new();
    private readonly CreditWindow _stdoutCredit = new();
    private readonly CreditWindow _stderrCredit = new();
    private readonly ByteQueue _early = new();
    private bool _inputEnded;
    private bool _exitSent;
    private bool _stdoutEnded;
    private bool _stderrEnded;

    protected ChildProcess? Child { get; private set; }

    /// <summary>The process runs: says so and hands on what came too early.</summary>
    public void Connect(ChildProcess child, StartedReply started)
    {
        Child = child;
        Link.Reply(Id, started);
        if (child.Input is { } input)
            input.Consumed = Grant;
        ReadOnlySpan<byte> early = _early.Waiting;
        Feed(early);
        _early.Clear();
        if (_inputEnded)
            child.Input?.Finish();
    }

    public override bool OnData(ReadOnlySpan<byte> bytes)
    {
        if (_inputEnded || !_stdinWindow.TryReceive(bytes.Length))
            return false;
        if (Child is null)
            _early.Write(bytes);
        else
            Feed(bytes);
        return true;
    }

    public override void OnEnd()
    {
        _inputEnded = true;
        Child?.Input?.Finish();
    }

    public override bool OnCredit(byte channel, ReadOnlySpan<byte> payload) => channel switch
    {
        LinkChannel.Stdout => _stdoutCredit.TryGrant(payload),
        LinkChannel.Stderr => _stderrCredit.TryGrant(payload),
        _ => false,
    };

    public override void OnCommand(StreamCommand command)
    {
        switch (command)
        {
            case ResizeCommand resize:
                Child?.Terminal?.Resize(resize.Size.Rows, resize.Size.Columns);
                break;
            case KillCommand { Signal: > 0 and <= SignalNames.Max } kill:
                Child?.Signal(kill.Signal);
                break;
        }
    }

    public override void OnAbandoned()
    {
        if (Child?.Input is { } input)
            input.Consumed = null;
    }

    public override bool Pump()
    {
        if (Child is null)
            return false;
        var moved = SendExit();
        moved |= Send(Child.Output, LinkChannel.Stdout, _stdoutCredit, ref _stdoutEnded);
        moved |= Send(Child.Errors, LinkChannel.Stderr, _stderrCredit, ref _stderrEnded);
        if (!_exitSent || !_stdoutEnded || !_stderrEnded)
            return moved;
        Link.Close(this);
        OnClosed();
        return true;
    }

    /// <summary>Everything was sent.</summary>
    protected virtual void OnClosed()
    {
    }

    // The exit overtakes what is still in the pipes.
    private bool SendExit()
    {
        if (_exitSent || Child?.Exit is not { } status)
            return false;
        _exitSent = true;
        Link.Reply(Id, new ExitedReply { Status = status });
        return true;
    }

    private bool Send(OutputPipe? pipe, byte channel, CreditWindow credit, ref bool ended)
    {
        if (ended)
            return false;
        var moved = false;
        if (pipe is { IsReadable: true } && Link.HasRoom && credit.Available > 0)
        {
            // Straight from the pipe into the link's queue: the frame's header goes in front when the length is known.
            var span = Link.Output.GetSpan(FrameHeader.Size + LinkLimits.MaxPayloadBytes);
            var length = pipe.Read(span.Slice(FrameHeader.Size, Math.Min(credit.Available, LinkLimits.MaxPayloadBytes)));
            if (length > 0)
            {
                credit.Take(length);
                new FrameHeader(Id, FrameKind.Data, channel, length).Write(span);
                Link.Output.Advance(FrameHeader.Size + length);
                moved = true;
            }
        }

        if (pipe is { IsEnded: false } || (pipe is null && Child?.Exit is null))
            return moved;
        ended = true;
        Link.SendEnd(Id, channel);
        return true;
    }

    private void Feed(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0)
            return;
        if (Child?.Input is { } input)
            input.Write(bytes);
        else
            Grant(bytes.Length);
    }

    private void Grant(int consumed)
    {
        var grant = _stdinWindow.Consume(consumed);
        if (grant > 0)
            Link.Grant(Id, grant);
    }
}
