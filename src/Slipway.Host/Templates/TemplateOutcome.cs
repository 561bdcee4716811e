using Slipway.Host.Machines;
using Slipway.Vmm.GuestLink;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Templates;

/// <summary>What became of a start from a template.</summary>
internal abstract record TemplateOutcome
{
    private TemplateOutcome()
    {
    }

    /// <summary>The machine runs, and its guest has taken its run config.</summary>
    /// <param name="Making">How long making the template took first; null: it was there.</param>
    /// <param name="Disks">How long the machine's own disk took.</param>
    /// <param name="Owned">The machine's disks; the receiver disposes them, as the rest.</param>
    /// <param name="Spawned">When the VMM was started, by the clock's timestamps.</param>
    public sealed record Started(IVirtualMachine Vm, GuestLinkClient Link, TimeSpan? Making, TimeSpan Disks, MachineDisks Owned, long Spawned) : TemplateOutcome;

    /// <summary>The machine has to boot; nothing of the attempt is left.</summary>
    /// <param name="Reason">Why, in words for people.</param>
    public sealed record Refused(string Reason) : TemplateOutcome;
}
