using Slipway.Init.Link;
using Slipway.Init.Processes;
using Slipway.Linux.Processes;

namespace Slipway.Init.Streams;

/// <summary>A program executed beside the main process; it lives no longer than its stream.</summary>
internal sealed class ExecStream(LinkServer link, uint id) : ProcessStream(link, id)
{
    public override void OnAbandoned()
    {
        base.OnAbandoned();
        if (Child is not { } child)
            return;
        // The whole session's first process group: a shell's children in it die with the shell.
        if (child.Exit is null)
            _ = GuestChildren.TrySignal(-child.Pid, SignalNames.Kill);
        child.Dispose();
    }

    protected override void OnClosed() => Child?.Dispose();
}
