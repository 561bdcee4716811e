namespace Slipway.Vmm.Machines;

/// <summary>Transport of a published port.</summary>
public enum PortProtocol
{
    Tcp,
    Udp,
}
