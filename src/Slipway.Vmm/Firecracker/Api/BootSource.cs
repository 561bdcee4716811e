namespace Slipway.Vmm.Firecracker.Api;

/// <summary>What is booted.</summary>
internal sealed record BootSource
{
    /// <summary>ELF; releases after 1.16 take a bzImage too.</summary>
    public required string KernelImagePath { get; init; }

    public string? InitrdPath { get; init; }

    /// <summary>Always said here: the default has <c>nomodule</c> and no console. Firecracker adds <c>pci=off</c> without PCI, and where devices are.</summary>
    public required string BootArgs { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put("/boot-source", this, FirecrackerJson.Default.BootSource);
}
