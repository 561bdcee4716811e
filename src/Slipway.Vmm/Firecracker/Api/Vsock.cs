namespace Slipway.Vmm.Firecracker.Api;

/// <summary>The vsock device. For the host's connections Firecracker makes and listens on the socket; for the guest's it connects to the socket's path with
/// <c>_PORT</c> behind it.</summary>
internal sealed record Vsock
{
    /// <summary>3 or more.</summary>
    public required uint GuestCid { get; init; }

    public required string UdsPath { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put("/vsock", this, FirecrackerJson.Default.Vsock);
}
