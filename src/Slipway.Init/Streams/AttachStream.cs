using Slipway.Contracts.GuestLink;
using Slipway.Init.Link;

namespace Slipway.Init.Streams;

/// <summary>The host's connection with the main process.</summary>
/// <param name="link">The conversation.</param>
/// <param name="id">This stream.</param>
/// <param name="bootFailure">Why the main process will never run; null while it may or does.</param>
/// <param name="detached">Told when the stream is gone; true: everything to the last byte was sent.</param>
internal sealed class AttachStream(LinkServer link, uint id, Func<BootFailedReply?> bootFailure, Action<bool> detached) : ProcessStream(link, id)
{
    public override bool Pump()
    {
        if (bootFailure() is not { } failure)
            return base.Pump();
        Finish(failure);
        detached(true);
        return true;
    }

    public override void OnAbandoned()
    {
        base.OnAbandoned();
        detached(false);
    }

    protected override void OnClosed() => detached(true);
}
