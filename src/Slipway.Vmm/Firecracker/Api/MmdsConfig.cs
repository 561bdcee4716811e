namespace Slipway.Vmm.Firecracker.Api;

/// <summary>The metadata service: HTTP at a link-local address, answered inside Firecracker.</summary>
internal sealed record MmdsConfig
{
    /// <summary>Ids of the interfaces on which the guest may ask.</summary>
    public required IReadOnlyList<string> NetworkInterfaces { get; init; }

    /// <summary>V2 wants a session token, so that a program that is tricked into a request gives nothing away.</summary>
    public MmdsVersion Version { get; init; } = MmdsVersion.V2;

    /// <summary>Null: 169.254.169.254.</summary>
    public string? Ipv4Address { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put("/mmds/config", this, FirecrackerJson.Default.MmdsConfig);
}
