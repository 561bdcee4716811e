using Slipway.Contracts.Run;

namespace Slipway.Contracts.GuestLink;

/// <summary>
/// Gives a guest that waits for it (started without <c>/run.json</c>) its run config. Before anything else the guest takes what is fresh, and looks at all its drives
/// but the first anew, since they may be others than it has seen. Replies: <see cref="DoneReply"/> when that is done; how the program fares is said as always.
/// </summary>
/// <remarks>Must fit one frame, so such a configuration is at most <see cref="LinkLimits.MaxPayloadBytes"/> and not
/// <see cref="RunConfigDocument.MaxBytes"/>.</remarks>
public sealed record ConfigureRequest : GuestRequest
{
    /// <summary>The machine's run config.</summary>
    public required RunConfig Config { get; init; }

    /// <summary>Time and randomness.</summary>
    public required Freshness Freshness { get; init; }
}
