namespace Slipway.Vmm.Firecracker.Api;

/// <summary>The serial console in a file or named pipe, in place of standard output.</summary>
internal sealed record SerialDevice
{
    public required string SerialOutPath { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put("/serial", this, FirecrackerJson.Default.SerialDevice, FirecrackerFeatures.SerialPmemHotplug);
}
