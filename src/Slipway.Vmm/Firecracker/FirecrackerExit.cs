using Slipway.Linux.Processes;
using Slipway.Vmm.Consoles;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Firecracker;

/// <summary>Tells from what a Firecracker leaves why its machine ended.</summary>
internal static class FirecrackerExit
{
    /// <summary>What it logs when KVM reports a triple fault (src/vmm/src/arch/x86_64/vcpu.rs; older ones the second).</summary>
    private static readonly string[] s_tripleFaults = ["exit reason on vcpu run: Shutdown", "KVM_EXIT_SHUTDOWN"];

    /// <summary>The reason.</summary>
    /// <param name="exit">How the process ended.</param>
    /// <param name="console">The end of the guest's console.</param>
    /// <param name="said">The end of its log and of its standard error.</param>
    /// <param name="asked">What was done to it from here, if anything: it counts only when the process did not end by itself before.</param>
    public static VmExit Explain(ChildExit exit, string console, string said, VmExit? asked) => exit switch
    {
        { Signal: 0 } when s_tripleFaults.Any(mark => said.Contains(mark, StringComparison.Ordinal)) => new VmExit.TripleFault(),
        { ExitCode: 0, Signal: 0 } when KernelPanic.Find(console) is { } panic => new VmExit.GuestPanic(panic),
        { ExitCode: 0, Signal: 0 } => new VmExit.GuestReset(),
        { Signal: not 0 } when asked is not null => asked,
        _ => new VmExit.Failed($"Firecracker ended with {exit}{MeaningOf(exit)}: {(said.Length > 0 ? said : "it said nothing")}"),
    };

    /// <summary>Firecracker's own exit codes (enum FcExitCode of src/vmm/src/lib.rs).</summary>
    private static string MeaningOf(ChildExit exit) => exit.ExitCode switch
    {
        148 => " (its seccomp filter stopped a system call that it never makes)",
        149 => " (bus error: a file it has mapped became shorter, or memory ran out)",
        150 => " (it accessed memory that is not its own)",
        151 => " (a file became larger than its limit)",
        152 => " (it does not take this configuration)",
        153 => " (it does not take these arguments)",
        154 => " (it used more processor time than its limit)",
        155 => " (nobody reads what it writes)",
        157 => " (it met an illegal instruction)",
        _ => "",
    };
}
