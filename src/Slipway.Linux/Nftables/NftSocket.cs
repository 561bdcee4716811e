using Slipway.Linux.Netlink;

namespace Slipway.Linux.Nftables;

/// <summary>
/// The packet filter (nftables) of the network namespace in which this was made. What it adds is its own: nobody else can change it, and the
/// kernel removes it when this is disposed or this process ends, however it ends (NFT_TABLE_F_OWNER, Linux 5.12). Needs CAP_NET_ADMIN. The
/// owner disposes.
/// </summary>
public sealed class NftSocket : IDisposable
{
    /// <summary>The call that its failures name.</summary>
    public const string Call = "nftables";

    private const int NetfilterProtocol = 12; // NETLINK_NETFILTER

    private const byte InetFamily = 1; // NFPROTO_INET: IPv4 and IPv6
    private const byte Ipv4Family = 2;
    private const ushort GetChain = (10 << 8) | 4; // NFNL_SUBSYS_NFTABLES, NFT_MSG_GETCHAIN
    private const ushort RequestAll = 0x301; // NLM_F_REQUEST | NLM_F_DUMP

    private readonly NetlinkSocket _socket = new(NetfilterProtocol, 0, nonBlocking: true);

    /// <summary>Makes a change.</summary>
    /// <exception cref="LinuxException">The kernel refused; nothing was changed.</exception>
    public void Apply(NftBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_socket.TryBatch(batch.Finish()) is var errno and not 0)
            throw new LinuxException(Call, errno, $"table {batch.Table}");
    }

    /// <summary>Everybody's chains for IPv4 at a place; empty where the kernel has no nftables.</summary>
    /// <exception cref="LinuxException">This user may not look.</exception>
    public IReadOnlyList<NftChain> FindChains(NftHook hook)
    {
        var found = new List<NftChain>();
        foreach (var family in new[] { Ipv4Family, InetFamily })
        {
            var errno = _socket.TryDump(new NetlinkMessage(GetChain, RequestAll, [family, 0, 0, 0]), reply =>
            {
                if (NftChain.TryRead(reply, hook) is { } chain)
                    found.Add(chain);
            });
            if (errno is not (0 or Errno.Invalid or Errno.NoEntry))
                throw new LinuxException(Call, errno, "list of chains");
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
