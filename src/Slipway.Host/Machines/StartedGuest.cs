using Slipway.Vmm.GuestLink;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Machines;

/// <summary>A guest whose init has answered, and the disks it runs on. The receiver disposes all of it.</summary>
/// <param name="DisksTook">How long making the machine's own disk took.</param>
/// <param name="Spawned">When the VMM was started, by the clock's timestamps.</param>
internal sealed record StartedGuest(IVirtualMachine Vm, GuestLinkClient Link, MachineDisks Disks, TimeSpan DisksTook, long Spawned);
