using System.Globalization;

namespace Slipway.Host.Tests.Networks;

/// <summary>Machine networks on a played host, with real packets; ip(8) and nft(8) say what is there.</summary>
public sealed class MachineNetworkTests
{
    private const string HostAddress = "203.0.113.1";
    private const string LanAddress = "203.0.113.2";
    private const string Metadata = "169.254.169.254";

    [Theory]
    [InlineData("tcp")]
    [InlineData("udp")]
    public async Task PublishedPort_OnAllAddresses_IsReachedFromHostAndLan(string protocol)
    {
        await using var host = await PlayedHostProcess.StartAsync("", $"out,{protocol}:0.0.0.0:8080:80");
        var guest = host.Guests.Single();
        await host.ServeAsync(guest.Place, protocol, guest.Address, 80);

        Assert.Equal($"you are {HostEndOf(guest)}", await PlayedHostProcess.AskAsync(host.Host, protocol, "127.0.0.1", 8080));
        Assert.Equal($"you are {HostAddress}", await PlayedHostProcess.AskAsync(host.Host, protocol, HostAddress, 8080));
        Assert.Equal($"you are {LanAddress}", await PlayedHostProcess.AskAsync(host.Lan, protocol, HostAddress, 8080));
        Assert.Equal($"you are {HostEndOf(guest)}", await PlayedHostProcess.AskAsync(guest.Place, protocol, HostAddress, 8080));
    }

    [Fact]
    public async Task PublishedPort_OnLoopback_IsReachedFromTheHostOnly()
    {
        await using var host = await PlayedHostProcess.StartAsync("", "in,tcp:127.0.0.1:8080:80", "out");
        var guest = host.Guests[0];
        await host.ServeAsync(guest.Place, "tcp", guest.Address, 80);

        Assert.NotNull(await PlayedHostProcess.AskAsync(host.Host, "tcp", "127.0.0.1", 8080));
        Assert.Null(await PlayedHostProcess.AskAsync(host.Lan, "tcp", HostAddress, 8080));
        Assert.Null(await PlayedHostProcess.AskAsync(host.Guests[1].Place, "tcp", HostEndOf(host.Guests[1]), 8080));
        // A neighbour that sends the host's loopback address to the host itself.
        Assert.Null(await PlayedHostProcess.AskAsync(host.Lan, "tcp", "127.0.0.1", 8080));
    }

    [Fact]
    public async Task PublishedPort_OnOneAddress_IsReachedThereOnly()
    {
        await using var host = await PlayedHostProcess.StartAsync("", $"in,tcp:{HostAddress}:8080:80");
        var guest = host.Guests.Single();
        await host.ServeAsync(guest.Place, "tcp", guest.Address, 80);

        Assert.Equal($"you are {LanAddress}", await PlayedHostProcess.AskAsync(host.Lan, "tcp", HostAddress, 8080));
        Assert.Null(await PlayedHostProcess.AskAsync(host.Host, "tcp", "127.0.0.1", 8080));
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("udp")]
    public async Task Outbound_Allowed_GoesOutAsTheHost(string protocol)
    {
        await using var host = await PlayedHostProcess.StartAsync("", "out");
        await host.ServeAsync(host.Lan, protocol, LanAddress, 80);

        Assert.Equal($"you are {HostAddress}", await PlayedHostProcess.AskAsync(host.Guests.Single().Place, protocol, LanAddress, 80));
    }

    [Fact]
    public async Task Outbound_Denied_ReachesNothing()
    {
        await using var host = await PlayedHostProcess.StartAsync("", "in");
        var guest = host.Guests.Single();
        await host.ServeAsync(host.Lan, "tcp", LanAddress, 80);
        await host.ServeAsync(host.Host, "tcp", "0.0.0.0", 81);

        Assert.Null(await PlayedHostProcess.AskAsync(guest.Place, "tcp", LanAddress, 80));
        Assert.Null(await PlayedHostProcess.AskAsync(guest.Place, "tcp", HostEndOf(guest), 81));
        Assert.Equal("", guest.Resolvers);
    }

    [Fact]
    public async Task Guest_Host_IsOutOfReach()
    {
        await using var host = await PlayedHostProcess.StartAsync("", "out");
        var guest = host.Guests.Single();
        await host.ServeAsync(host.Host, "tcp", "0.0.0.0", 81);
        await host.ServeAsync(host.Host, "udp", "0.0.0.0", 81);

        foreach (var address in new[] { HostEndOf(guest), HostAddress, guest.Gateway, "127.0.0.1" })
        {
            Assert.Null(await PlayedHostProcess.AskAsync(guest.Place, "tcp", address, 81));
            Assert.Null(await PlayedHostProcess.AskAsync(guest.Place, "udp", address, 81));
        }
    }

    [Fact]
    public async Task Guest_LinkLocalAddresses_AreOutOfReach()
    {
        await using var host = await PlayedHostProcess.StartAsync("", "out");
        await host.ServeAsync(host.Lan, "tcp", Metadata, 80);

        Assert.NotNull(await PlayedHostProcess.AskAsync(host.Host, "tcp", Metadata, 80));
        Assert.Null(await PlayedHostProcess.AskAsync(host.Guests.Single().Place, "tcp", Metadata, 80));
    }

    [Fact]
    public async Task Guest_AnotherAddressThanItsOwn_IsNotHeard()
    {
        await using var host = await PlayedHostProcess.StartAsync("", "out");
        var guest = host.Guests.Single();
        await host.ServeAsync(host.Lan, "udp", LanAddress, 80);
        await PlayedHostProcess.InAsync(guest.Place, "ip address add 192.0.2.77/32 dev eth0");
        await PlayedHostProcess.InAsync(host.Host, "nft add table ip watch; nft 'add chain ip watch after { type filter hook postrouting priority 300; }'; nft add rule ip watch after oifname up0 udp dport 80 counter");

        var spoof = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('192.0.2.77', 0)); s.sendto(b'?', ('203.0.113.2', 80))";
        await PlayedHostProcess.InAsync(guest.Place, $"python3 -c \"{spoof}\"");
        Assert.NotNull(await PlayedHostProcess.AskAsync(guest.Place, "udp", LanAddress, 80));

        // The one of the question that was heard.
        Assert.Contains("counter packets 1 ", await PlayedHostProcess.InAsync(host.Host, "nft list table ip watch"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guests_OfOneHost_CannotReachEachOther()
    {
        await using var host = await PlayedHostProcess.StartAsync("", "out", "out,tcp:0.0.0.0:8080:80");
        var (one, other) = (host.Guests[0], host.Guests[1]);
        await host.ServeAsync(other.Place, "tcp", "0.0.0.0", 80);

        Assert.Null(await PlayedHostProcess.AskAsync(one.Place, "tcp", other.Address, 80));
        Assert.Null(await PlayedHostProcess.AskAsync(one.Place, "tcp", other.Gateway, 80));
        Assert.NotNull(await PlayedHostProcess.AskAsync(one.Place, "tcp", HostAddress, 8080));
        // Nobody outside gets there by naming the guest's address, even with a route.
        await PlayedHostProcess.InAsync(host.Lan, $"ip route add {other.Address} via {HostAddress}");
        Assert.Null(await PlayedHostProcess.AskAsync(host.Lan, "tcp", other.Address, 80));
    }

    [Fact]
    public async Task Guest_Ipv6_IsOff()
    {
        await using var host = await PlayedHostProcess.StartAsync("", "out");
        var guest = host.Guests.Single();

        Assert.DoesNotContain("inet6", await PlayedHostProcess.InAsync(host.Host, "ip address show dev $(ip -brief link | grep -o 'slipway[0-9]*')"), StringComparison.Ordinal);
        Assert.Equal("", await PlayedHostProcess.InAsync(guest.Between, "ip -6 address"));
        Assert.Contains("inet6", await PlayedHostProcess.InAsync(guest.Place, "ip -6 address"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp", "127.0.0.1")]
    [InlineData("tcp", "0.0.0.0")]
    [InlineData("udp", "127.0.0.1")]
    public async Task PublishedPort_InUse_IsRefusedBeforeAnythingIsMade(string protocol, string address)
    {
        var serve = $"python3 -c 'import socket,time; s = socket.socket(socket.AF_INET, socket.{(protocol == "tcp" ? "SOCK_STREAM" : "SOCK_DGRAM")}); s.bind((\"127.0.0.1\", 8080)); {(protocol == "tcp" ? "s.listen()" : "0")}; print(\"listening\", flush=True); time.sleep(60)' > /dev/stderr & while ! ss -ltun | grep -q 8080; do :; done";
        await using var host = await PlayedHostProcess.StartAsync(serve, $"out,{protocol}:{address}:8080:80");

        Assert.Equal($"the port {address}:8080/{protocol} of this host cannot be published: it is in use; publish another.", host.Refusal);
        await host.WaitUntilNoLinksAsync();
    }

    [Fact]
    public async Task PublishedPort_OfAnotherMachine_IsRefused()
    {
        await using var host = await PlayedHostProcess.StartAsync("", "out,tcp:0.0.0.0:8080:80", "out,tcp:127.0.0.1:8080:80");

        Assert.Contains("8080/tcp of this host cannot be published: it is in use", host.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishedPort_OnAForeignAddress_IsRefused()
    {
        await using var host = await PlayedHostProcess.StartAsync("", "out,tcp:198.51.100.7:8080:80");

        Assert.Contains("this host does not have the address", host.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forwarding_Off_IsSwitchedOnAndSaid()
    {
        await using var off = await PlayedHostProcess.StartAsync("echo 0 > /proc/sys/net/ipv4/ip_forward", "out");
        await using var on = await PlayedHostProcess.StartAsync("echo 1 > /proc/sys/net/ipv4/ip_forward", "out");
        await using var unneeded = await PlayedHostProcess.StartAsync("echo 0 > /proc/sys/net/ipv4/ip_forward", "in,tcp:127.0.0.1:8080:80");

        Assert.Contains(off.Notices, notice => notice.Contains("net.ipv4.ip_forward was 0", StringComparison.Ordinal));
        Assert.DoesNotContain(on.Notices, notice => notice.Contains("ip_forward", StringComparison.Ordinal));
        Assert.Equal("0", (await PlayedHostProcess.InAsync(unneeded.Host, "cat /proc/sys/net/ipv4/ip_forward")).Trim());
    }

    [Fact]
    public async Task Addresses_RoutedElsewhere_AreNotTaken()
    {
        const string HalfOfThePool = "ip link add taken type veth peer name taken1; ip link set taken1 up; ip link set taken up; ip route add 198.18.0.0/17 dev taken; ip route add 198.18.128.0/18 dev taken";
        await using var host = await PlayedHostProcess.StartAsync(HalfOfThePool, "out", "out", "out", "out");
        await using var full = await PlayedHostProcess.StartAsync("ip link add taken type veth peer name taken1; ip link set taken1 up; ip link set taken up; ip route add 198.18.0.0/15 dev taken", "out");

        Assert.All(host.Guests, guest => Assert.InRange(int.Parse(guest.Address.Split('.')[2], CultureInfo.InvariantCulture), 192, 255));
        Assert.Contains("no addresses are left", full.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Machines_TenAtOnce_HaveAddressesOfTheirOwnAndLeaveNothing()
    {
        await using var host = await PlayedHostProcess.StartAsync("", [.. Enumerable.Range(0, 10).Select(i => $"out,tcp:127.0.0.1:{8000 + i}:80")]);
        Assert.Equal(10, host.Guests.Select(guest => guest.Address).Distinct().Count());
        Assert.Equal(10, await CountAsync(host, "nft list tables"));
        foreach (var guest in host.Guests)
            await host.ServeAsync(guest.Place, "tcp", guest.Address, 80);
        for (var i = 0; i < host.Guests.Count; i++)
            Assert.Equal($"you are {HostEndOf(host.Guests[i])}", await PlayedHostProcess.AskAsync(host.Host, "tcp", "127.0.0.1", 8000 + i));

        await host.EndAsync();

        Assert.Equal(0, await CountAsync(host, "nft list tables"));
        await host.WaitUntilNoLinksAsync();
        Assert.Equal(0, await CountAsync(host, "ip route"));
    }

    [Fact]
    public async Task Process_KilledBySignal9_LeavesNothing()
    {
        await using var host = await PlayedHostProcess.StartAsync("", "out,tcp:0.0.0.0:8080:80,udp:0.0.0.0:8080:80", "in");
        Assert.Equal(2, await CountAsync(host, "nft list tables"));
        Assert.NotEqual(0, await CountAsync(host, "ip route"));

        await host.KillAsync();

        Assert.Equal(0, await CountAsync(host, "nft list tables"));
        await host.WaitUntilNoLinksAsync();
        Assert.Equal(0, await CountAsync(host, "ip route"));
        Assert.Equal(0, await CountAsync(host, "ss -Hltun"));
    }

    private static string HostEndOf(PlayedGuest guest)
    {
        var parts = guest.Address.Split('.');
        return $"{parts[0]}.{parts[1]}.{parts[2]}.{int.Parse(parts[3], CultureInfo.InvariantCulture) - 3}";
    }

    /// <summary>Lines about machines.</summary>
    private static async Task<int> CountAsync(PlayedHostProcess host, string command) =>
        int.Parse(await PlayedHostProcess.InAsync(host.Host, $"{command} | grep -cE 'slipway|198\\.18\\.|:8080' || true"), CultureInfo.InvariantCulture);
}
