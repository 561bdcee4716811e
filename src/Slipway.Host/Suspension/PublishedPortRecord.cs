using System.Net;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Suspension;

/// <summary>A published port as it is written down.</summary>
internal sealed record PublishedPortRecord
{
    public required string HostAddress { get; init; }

    public required int HostPort { get; init; }

    public required int GuestPort { get; init; }

    public required PortProtocol Protocol { get; init; }

    public static PublishedPortRecord Of(PublishedPort port) =>
        new() { HostAddress = port.HostAddress.ToString(), HostPort = port.HostPort, GuestPort = port.GuestPort, Protocol = port.Protocol };

    /// <exception cref="FormatException">The address is none.</exception>
    public PublishedPort ToPort() => new(IPAddress.Parse(HostAddress), HostPort, GuestPort, Protocol);
}
