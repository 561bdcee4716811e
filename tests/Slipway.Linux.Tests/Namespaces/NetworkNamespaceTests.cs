using System.Globalization;
using System.Net;
using System.Text;
using Slipway.Linux.Namespaces;
using Slipway.Linux.Netlink;
using Slipway.Linux.Nftables;
using Slipway.Linux.Processes;
using Slipway.Linux.Sockets;
using Slipway.Linux.Taps;

namespace Slipway.Linux.Tests.Namespaces;

/// <summary>Namespaces and what is made in them, judged by ip(8) and nft(8). All of it is inside namespaces of the tests' own.</summary>
public sealed class NetworkNamespaceTests
{
    private const uint LinkGroup = 1; // RTMGRP_LINK
    private const ushort DeletedLink = 17; // RTM_DELLINK

    [Fact]
    public async Task Create_Tap_IsInsideAndNotOutside()
    {
        RequireRoot();
        var (network, _) = await NetworkNamespace.CreateAsync(Made(() => TapDescriptor.Create("tap0")));
        using (network)
        {
            Assert.Contains("tap0", await InsideAsync(network, "ip", "-brief", "link"), StringComparison.Ordinal);
            var outside = Assert.Throws<LinuxException>(() => TapDescriptor.Open("tap0"));
            Assert.Equal(Errno.NoDevice, outside.Errno);
            using var end = await network.RunAsync(() => TapDescriptor.Open("tap0"));
            Assert.False(end.IsInvalid);
        }
    }

    [Fact]
    public async Task Create_SetUpFails_SaysWhy()
    {
        RequireRoot();
        await Assert.ThrowsAsync<FormatException>(() => NetworkNamespace.CreateAsync<int>(() => throw new FormatException("x")));
    }

    [Fact]
    public async Task Work_Inside_LeavesNoThreadThere()
    {
        RequireRoot();
        var home = File.ResolveLinkTarget("/proc/self/ns/net", false)!.Name;
        for (var i = 0; i < 4; i++)
        {
            var (network, _) = await NetworkNamespace.CreateAsync(() => 0);
            using (network)
            {
                // What continues here runs on threads of the pool, of which the namespaces' threads must not have made one.
                Assert.Equal(home, await Task.Run(() => File.ResolveLinkTarget("/proc/thread-self/ns/net", false)!.Name));
                Assert.NotEqual(home, await network.RunAsync(() => File.ResolveLinkTarget("/proc/thread-self/ns/net", false)!.Name));
                await InsideAsync(network, "true");
            }
        }

        Assert.All(Directory.GetDirectories("/proc/self/task"), task => Assert.Equal(home, NamespaceOf(task) ?? home));
    }

    /// <summary>Null: the thread has ended since it was listed.</summary>
    private static string? NamespaceOf(string task)
    {
        try
        {
            return File.ResolveLinkTarget($"{task}/ns/net", false)?.Name;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    [Fact]
    public async Task Veth_BetweenTwoNamespaces_HasAddressesAndRoutes()
    {
        RequireRoot();
        var (inner, _) = await NetworkNamespace.CreateAsync(() => 0);
        using var innerNetwork = inner;
        var (outer, route) = await NetworkNamespace.CreateAsync(() => new RouteSocket());
        using var outerNetwork = outer;
        using var outerRoute = route;

        Assert.True(route.TryCreateVeth("v7", "eth0", inner.Handle));
        Assert.False(route.TryCreateVeth("v7", "eth0", inner.Handle));
        var index = route.FindLink("v7");
        route.AddAddress(index, IPAddress.Parse("198.18.0.0"), 31);
        route.SetUp(index, "v7", 1400);
        route.SetRoute(IPAddress.Parse("198.18.0.3"), index, IPAddress.Parse("198.18.0.1"));

        Assert.Contains("eth0", await InsideAsync(inner, "ip", "-brief", "link"), StringComparison.Ordinal);
        var addresses = await InsideAsync(outer, "ip", "address");
        Assert.Contains("inet 198.18.0.0/31", addresses, StringComparison.Ordinal);
        Assert.Contains("mtu 1400", addresses, StringComparison.Ordinal);
        Assert.Contains("198.18.0.3 via 198.18.0.1 dev v7", await InsideAsync(outer, "ip", "route"), StringComparison.Ordinal);
        Assert.Equal((32, 31), (route.FindRoute(IPAddress.Parse("198.18.0.3")), route.FindRoute(IPAddress.Parse("198.18.0.1"))));
        Assert.Null(route.FindRoute(IPAddress.Parse("198.18.0.4")));
        Assert.Equal(Errno.NoDevice, Assert.Throws<LinuxException>(() => route.FindLink("none")).Errno);
    }

    [Fact]
    public async Task Addresses_TakenAndGiven_OnlyTheLastIsThere()
    {
        RequireRoot();
        var (network, route) = await NetworkNamespace.CreateAsync(() =>
        {
            TapDescriptor.Create("tap0");
            return new RouteSocket();
        });
        using var owned = network;
        using var socket = route;
        var index = socket.FindLink("tap0");
        socket.SetUp(index, "tap0", null);
        socket.AddAddress(index, IPAddress.Parse("198.18.0.1"), 31);
        socket.SetDefaultRoute(index, IPAddress.Parse("198.18.0.0"));

        socket.RemoveAddress(index, IPAddress.Parse("198.18.0.1"), 31);
        socket.RemoveAddress(index, IPAddress.Parse("198.18.0.1"), 31);
        socket.AddAddress(index, IPAddress.Parse("198.18.0.5"), 31);
        socket.SetDefaultRoute(index, IPAddress.Parse("198.18.0.4"));

        var addresses = await InsideAsync(network, "ip", "address");
        Assert.Contains("198.18.0.5/31", addresses, StringComparison.Ordinal);
        Assert.DoesNotContain("198.18.0.1/31", addresses, StringComparison.Ordinal);
        Assert.StartsWith("default via 198.18.0.4 dev tap0", Assert.Single((await InsideAsync(network, "ip", "route")).Split('\n'), line => line.StartsWith("default", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Veth_InnerNamespaceGoes_GoesToo()
    {
        RequireRoot();
        var (outer, sockets) = await NetworkNamespace.CreateAsync(() => (new RouteSocket(), new NetlinkSocket(0, LinkGroup, nonBlocking: false)));
        using var outerNetwork = outer;
        using var route = sockets.Item1;
        using var events = sockets.Item2;
        var (inner, _) = await NetworkNamespace.CreateAsync(() => 0);
        Assert.True(route.TryCreateVeth("v7", "eth0", inner.Handle));

        inner.Dispose();

        var buffer = new byte[8192];
        NetlinkReply reply;
        do
            Assert.True(NetlinkReply.TryParse(buffer.AsMemory(0, events.Descriptor.Read(buffer)), out reply));
        while (reply.Type != DeletedLink);

        Assert.Throws<LinuxException>(() => route.FindLink("v7"));
    }

    [Fact]
    public async Task Nftables_EveryKindOfRule_IsWhatNftReads()
    {
        RequireRoot();
        var (network, sockets) = await NetworkNamespace.CreateAsync(() => (new NftSocket(), new RouteSocket()));
        using var owned = network;
        using var route = sockets.Item2;
        var guest = IPAddress.Parse("198.18.0.3");
        var lo = route.FindLink("lo");
        var batch = new NftBatch("machine")
            .AddChain("before", NftHook.NatPrerouting).AddChain("own", NftHook.NatOutput).AddChain("after", NftHook.NatPostrouting)
            .AddChain("host", NftHook.Input).AddChain("passing", NftHook.Forward).AddChain("guest")
            .AddRule("before", new NftRule().LocalDestination().TcpPort(8080).TranslateTo(guest, 80))
            .AddRule("own", new NftRule().Destination(IPAddress.Loopback).UdpPort(53).TranslateTo(guest, 5353))
            .AddRule("after", new NftRule().To(lo).LoopbackSource().Masquerade())
            .AddRule("after", new NftRule().Source(guest).Masquerade())
            .AddRule("host", new NftRule().NotFrom(lo).Accept())
            .AddRule("host", new NftRule().Reject())
            .AddRule("passing", new NftRule().From(lo).Goto("guest"))
            .AddRule("guest", new NftRule().NotSource(guest).Drop())
            .AddRule("guest", new NftRule().Established().Accept())
            .AddRule("guest", new NftRule().LinkLocalDestination().Reject())
            .AddRule("guest", new NftRule().Translated().Accept());

        using (sockets.Item1)
        {
            sockets.Item1.Apply(batch);
            Assert.Equal(Expected, Normal(await InsideAsync(network, "nft", "list", "table", "ip", "machine")));
            var refused = Assert.Throws<LinuxException>(() => sockets.Item1.Apply(new NftBatch("machine")));
            Assert.Equal(Errno.Exists, refused.Errno);
        }

        Assert.Equal("", await InsideAsync(network, "nft", "list", "tables"));
    }

    [Fact]
    public async Task Nftables_ChainsOfOthers_AreFoundWithTheirPolicy()
    {
        RequireRoot();
        var (network, filter) = await NetworkNamespace.CreateAsync(() => new NftSocket());
        using var owned = network;
        using var socket = filter;
        Assert.Empty(socket.FindChains(NftHook.Forward));
        await InsideAsync(network, "nft", "add table ip filter; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }; add chain ip filter plain;"
            + "add table inet mine; add chain inet mine passing { type filter hook forward priority 5; }; add chain inet mine in { type filter hook input priority 0; policy drop; }");

        Assert.Equal([new NftChain("filter", "FORWARD", Drops: true), new NftChain("mine", "passing", Drops: false)], socket.FindChains(NftHook.Forward));
    }

    [Fact]
    public async Task Nftables_FaultyBatch_LeavesNothing()
    {
        RequireRoot();
        var (network, filter) = await NetworkNamespace.CreateAsync(() => new NftSocket());
        using var owned = network;
        using var socket = filter;

        var refused = Assert.Throws<LinuxException>(() => socket.Apply(new NftBatch("machine").AddChain("a").AddRule("b", new NftRule().Drop()).AddRule("a", new NftRule().Drop())));

        Assert.Equal(Errno.NoEntry, refused.Errno);
        Assert.Equal("", await InsideAsync(network, "nft", "list", "tables"));
    }

    private const string Expected = """
        table ip machine {
        flags owner
        chain before {
        type nat hook prerouting priority dstnat; policy accept;
        fib daddr type local tcp dport 8080 dnat to 198.18.0.3:80
        }
        chain own {
        type nat hook output priority -100; policy accept;
        ip daddr 127.0.0.1 udp dport 53 dnat to 198.18.0.3:5353
        }
        chain after {
        type nat hook postrouting priority srcnat; policy accept;
        oif "lo" ip saddr 127.0.0.0/8 masquerade
        ip saddr 198.18.0.3 masquerade
        }
        chain host {
        type filter hook input priority filter; policy accept;
        iif != "lo" accept
        reject with icmp admin-prohibited
        }
        chain passing {
        type filter hook forward priority filter; policy accept;
        iif "lo" goto guest
        }
        chain guest {
        ip saddr != 198.18.0.3 drop
        ct state established,related accept
        ip daddr 169.254.0.0/16 reject with icmp admin-prohibited
        ct status dnat accept
        }
        }
        """;

    private static void RequireRoot()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can make network namespaces");
        Assert.SkipUnless(File.Exists("/dev/net/tun"), "this kernel has no /dev/net/tun");
        Tool.Require("ip", "nft");
    }

    private static Func<int> Made(Action action) => () =>
    {
        action();
        return 0;
    };

    /// <summary>nft's text without indents, blank lines and the owner's name.</summary>
    private static string Normal(string text) => string.Join('\n', text.Split('\n')
        .Select(line => line.Split(" # ")[0].Trim())
        .Where(line => line.Length > 0));

    private static async Task<string> InsideAsync(NetworkNamespace network, string program, params string[] arguments)
    {
        using var output = SocketPair.Create();
        await using var child = await OwnedChild.StartAsync(new OwnedChildConfig
        {
            Program = "/bin/sh",
            Arguments = ["-c", "exec \"$@\" >&3", "sh", program, .. arguments],
            NetworkNamespace = network,
            Descriptors = [output.Theirs],
            Environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"],
            StandardError = output.Theirs,
        });
        output.Theirs.Dispose();
        using var reader = new StreamReader(output.TakeOurs(), Encoding.UTF8);
        var said = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        var exit = await child.Exited;
        Assert.True(exit.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"{program} {string.Join(' ', arguments)}: {exit}: {said}"));
        return said;
    }
}
