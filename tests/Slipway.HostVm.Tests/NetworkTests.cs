namespace Slipway.HostVm.Tests;

/// <summary>Interfaces and packet filters.</summary>
public sealed class NetworkTests
{
    [Fact]
    public async Task WireGuard_TwoNamespaces_ReachEachOther()
    {
        var output = await RealHost.RunAsync("""
            work=$(mktemp -d); cd "$work"; trap 'ip netns del wg-a; ip netns del wg-b; rm -rf "$work"' EXIT
            for end in a b; do wg genkey | tee "$end" | wg pubkey > "$end.pub"; ip netns add "wg-$end"; ip -n "wg-$end" link set lo up; done
            ip link add wg0 type wireguard; wg set wg0 listen-port 51001 private-key a peer "$(cat b.pub)" allowed-ips 10.9.0.2 endpoint 127.0.0.1:51002
            ip link set wg0 netns wg-a; ip -n wg-a address add 10.9.0.1/24 dev wg0; ip -n wg-a link set wg0 up
            ip link add wg0 type wireguard; wg set wg0 listen-port 51002 private-key b peer "$(cat a.pub)" allowed-ips 10.9.0.1 endpoint 127.0.0.1:51001
            ip link set wg0 netns wg-b; ip -n wg-b address add 10.9.0.2/24 dev wg0; ip -n wg-b link set wg0 up
            ip netns exec wg-a ping -c 1 -W 20 10.9.0.2 | grep -o "1 received"
            """);
        Assert.Equal("1 received\n", output);
    }

    [Fact]
    public async Task Tap_PersistentWithOwner_IsMade()
    {
        var output = await RealHost.RunAsync("""
            ip tuntap add dev tap-test mode tap user 1000 vnet_hdr; trap 'ip link del tap-test' EXIT
            ip address add 172.31.0.1/30 dev tap-test; ip link set tap-test up
            ip -o tuntap list | grep -o "tap-test: tap.*vnet_hdr.*user 1000" | wc -l
            """);
        Assert.Equal("1\n", output);
    }

    [Fact]
    public async Task Nftables_CounterAndDrop_TakeEffect()
    {
        var output = await RealHost.RunAsync("""
            nft -f - <<'RULES'
            table inet test {
              chain input { type filter hook input priority 0; ip daddr 127.0.0.9 counter drop; }
            }
            table ip testnat {
              chain post { type nat hook postrouting priority 100; oifname "eth0" masquerade; }
            }
            RULES
            trap 'nft delete table inet test; nft delete table ip testnat' EXIT
            ping -c 1 -W 1 127.0.0.9 > /dev/null && echo "went through"
            nft list table inet test | grep -o "counter packets 1"
            """);
        Assert.Equal("counter packets 1\n", output);
    }
}
