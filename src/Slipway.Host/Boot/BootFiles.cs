namespace Slipway.Host.Boot;

/// <summary>What every machine of one kernel starts from.</summary>
/// <param name="KernelVersion">For people.</param>
/// <param name="KernelFile">What the VMM loads.</param>
/// <param name="InitrdFile">The shared initrd with init and modules; null for a kernel that has its drivers built in.</param>
/// <param name="InitFile">Init's program for the boot disk; null where the initrd has it.</param>
public sealed record BootFiles(string KernelVersion, string KernelFile, string? InitrdFile, string? InitFile);
