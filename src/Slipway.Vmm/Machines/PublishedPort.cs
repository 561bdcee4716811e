using System.Net;

namespace Slipway.Vmm.Machines;

/// <summary>A port of the host whose connections go to a port of the guest.</summary>
/// <param name="HostAddress">IPv4; <see cref="IPAddress.Any"/> for all of the host's addresses.</param>
/// <param name="HostPort">1 to 65535.</param>
/// <param name="GuestPort">1 to 65535.</param>
public sealed record PublishedPort(IPAddress HostAddress, int HostPort, int GuestPort, PortProtocol Protocol);
