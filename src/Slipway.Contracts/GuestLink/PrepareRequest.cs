using Slipway.Contracts.Run;

namespace Slipway.Contracts.GuestLink;

/// <summary>
/// Lets a guest that waits for its run config do ahead what all machines will have in common that start from its snapshot: its network, so far as it is the
/// same for all. What the run config then has besides is added. Replies: <see cref="DoneReply"/>.
/// </summary>
public sealed record PrepareRequest : GuestRequest
{
    /// <summary>Addresses of eth0, none if each machine has its own; absent: there is no such device.</summary>
    public IReadOnlyList<IpConfig>? IPConfigs { get; init; }

    /// <summary>MTU of eth0 in bytes; absent: the device's own.</summary>
    public int? Mtu { get; init; }
}
