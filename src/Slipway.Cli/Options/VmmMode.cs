namespace Slipway.Cli.Options;

/// <summary>The values of <c>--vmm</c>.</summary>
internal enum VmmMode
{
    /// <summary>Firecracker where it can run the machine, else QEMU.</summary>
    Auto,
    Firecracker,
    Qemu,
}
