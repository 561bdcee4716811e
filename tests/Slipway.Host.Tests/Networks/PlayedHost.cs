using System.Globalization;
using System.Net;
using Slipway.Host.Machines;
using Slipway.Host.Networks;
using Slipway.Linux.Namespaces;
using Slipway.Linux.Netlink;
using Slipway.Linux.Taps;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Tests.Networks;

/// <summary>
/// A host with machines, in a process and a network namespace of its own (unshare(1)), so that nothing of this computer's network is touched:
/// <code>
///  guest (namespace) ─ eth0 ┊ pump ┊ tap0 ─ MachineNetwork ─ the played host, 203.0.113.1 ─ up0 ┊ eth0 ─ "lan" (namespace), 203.0.113.2
///                                                            and on its other address 169.254.169.254
/// </code>
/// The pump stands for the VMM: it copies frames between two taps. Prints one line for each place, <c>NAME=PATH</c> of its namespace, then
/// <c>ready</c>, or <c>refused: REASON</c>; ends with its standard input.
/// </summary>
internal static class PlayedHost
{
    public const string Argument = "--play-a-host";

    /// <summary>Each argument is one machine: <c>out</c> or <c>in</c>, then its ports as <c>,tcp:ADDRESS:PORT:GUEST</c>.</summary>
    public static async Task<int> PlayAsync(string[] machines)
    {
        using var lan = await ConnectLanAsync();
        var guests = new List<NetworkNamespace>();
        Console.WriteLine($"lan={PathOf(lan)}");
        try
        {
            // All at once: they claim addresses from each other.
            var networks = await Task.WhenAll(machines.Select(machine => MachineNetwork.CreateAsync(Parse(machine))));
            foreach (var network in networks)
            {
                var guest = await ConnectGuestAsync(network);
                guests.Add(guest);
                Console.WriteLine($"guest={PathOf(guest)} {PathOf(network.Device.Namespace!)} {network.GuestAddress.IP} {network.GuestAddress.Gateway} {string.Join(',', network.GuestResolver.Nameservers!)}");
                foreach (var notice in network.Notices)
                    Console.WriteLine($"notice={notice}");
            }

            Console.WriteLine("ready");
            await Console.In.ReadToEndAsync();
            foreach (var network in networks)
                network.Dispose();
            guests.ForEach(guest => guest.Dispose());
        }
        catch (MachineException e)
        {
            Console.WriteLine($"refused: {e.Message}");
        }

        return 0;
    }

    private static MachineNetworkConfig Parse(string machine)
    {
        var words = machine.Split(',');
        return new MachineNetworkConfig
        {
            Kind = NetworkKind.Tap,
            AllowOutbound = words[0] == "out",
            Ports = [.. words[1..].Select(word => word.Split(':')).Select(p => new PublishedPort(
                IPAddress.Parse(p[1]), Number(p[2]), Number(p[3]), p[0] == "tcp" ? PortProtocol.Tcp : PortProtocol.Udp))],
        };
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<NetworkNamespace> ConnectLanAsync()
    {
        using var route = new RouteSocket();
        route.SetUp(route.FindLink("lo"), "lo", null);
        var (lan, routeInside) = await NetworkNamespace.CreateAsync(() => new RouteSocket());
        using var inside = routeInside;
        route.TryCreateVeth("up0", "eth0", lan.Handle);
        inside.SetUp(inside.FindLink("lo"), "lo", null);
        inside.AddAddress(inside.FindLink("lo"), IPAddress.Parse("169.254.169.254"), 32);
        inside.AddAddress(inside.FindLink("eth0"), IPAddress.Parse("203.0.113.2"), 24);
        inside.SetUp(inside.FindLink("eth0"), "eth0", null);
        var up = route.FindLink("up0");
        route.AddAddress(up, IPAddress.Parse("203.0.113.1"), 24);
        route.SetUp(up, "up0", null);
        route.SetDefaultRoute(up, IPAddress.Parse("203.0.113.2"));
        return lan;
    }

    private static async Task<NetworkNamespace> ConnectGuestAsync(MachineNetwork network)
    {
        var (guest, parts) = await NetworkNamespace.CreateAsync(() =>
        {
            TapDescriptor.Create("eth0");
            return (Route: new RouteSocket(), End: TapDescriptor.Open("eth0"));
        });
        using var route = parts.Route;
        var machine = await network.Device.Namespace!.RunAsync(() => TapDescriptor.Open(network.Device.DeviceName));
        new Thread(() => TapPump.Run(machine, parts.End)) { IsBackground = true, Name = "pump" }.Start();
        var eth0 = route.FindLink("eth0");
        route.SetUp(route.FindLink("lo"), "lo", null);
        route.AddAddress(eth0, IPAddress.Parse(network.GuestAddress.IP), network.GuestAddress.Mask);
        route.SetUp(eth0, "eth0", null);
        route.SetDefaultRoute(eth0, IPAddress.Parse(network.GuestAddress.Gateway!));
        return guest;
    }

    private static string PathOf(NetworkNamespace place) => $"/proc/{Environment.ProcessId}/fd/{place.Handle.DangerousGetHandle()}";
}
