using Slipway.Linux.Netlink;

namespace Slipway.Linux.Nftables;

/// <summary>
/// The packet filter (nftables) of the network namespace in which this was made. What it adds is its own: nobody else can change it, and the
/// kernel removes it when this is disposed or this process ends, however it ends (NFT_TABLE_F_OWNER, Linux 5.12). Needs CAP_NET_ADMIN. The
/// owner disposes.
/// </summary>
public sealed class NftSocket : IDisposable
{
    private const int NetfilterProtocol = 12; // NETLINK_NETFILTER

    private readonly NetlinkSocket _socket = new(NetfilterProtocol, 0, nonBlocking: true);

    /// <summary>Makes a change.</summary>
    /// <exception cref="LinuxException">The kernel refused; nothing was changed.</exception>
    public void Apply(NftBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_socket.TryBatch(batch.Finish()) is var errno and not 0)
            throw new LinuxException("nftables", errno, $"table {batch.Table}");
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
