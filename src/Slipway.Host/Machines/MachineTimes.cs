namespace Slipway.Host.Machines;

/// <summary>Where a machine's start went, each part by itself.</summary>
/// <param name="Network">Making a tap network; null where there is none.</param>
/// <param name="Template">Making the template that was missing, which includes a boot; null when it was there or none was used.</param>
/// <param name="Disks">Writing the machine's own disk and its boot disk.</param>
/// <param name="Vmm">From the spawn of the VMM to the first instruction of the kernel, and the answer's way back; from a template, to init's taking the run config.</param>
/// <param name="Kernel">From there to the start of init; zero from a template.</param>
/// <param name="Init">From there to the program's own start.</param>
public sealed record MachineTimes(TimeSpan? Network, TimeSpan? Template, TimeSpan Disks, TimeSpan Vmm, TimeSpan Kernel, TimeSpan Init);
