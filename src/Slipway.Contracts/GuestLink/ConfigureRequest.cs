using Slipway.Contracts.Run;

namespace Slipway.Contracts.GuestLink;

/// <summary>Gives a guest that waits for it (started without <c>/run.json</c>) its run config. Replies: <see cref="DoneReply"/>.</summary>
/// <remarks>Must fit one frame, so such a configuration is at most <see cref="LinkLimits.MaxPayloadBytes"/> and not
/// <see cref="RunConfigDocument.MaxBytes"/>.</remarks>
public sealed record ConfigureRequest : GuestRequest
{
    /// <summary>The machine's run config.</summary>
    public required RunConfig Config { get; init; }
}
