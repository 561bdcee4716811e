using Slipway.Linux.Processes;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Tests.Firecracker;

public sealed class FirecrackerExitTests
{
    private const string Fault = "2026-01-01T00:00:00 [anonymous-instance:fc_vcpu 0] Unexpected exit reason on vcpu run: Shutdown";

    private static readonly VmExit s_killed = new VmExit.Killed();

    [Fact]
    public void Explain_OrderlyEnd_IsARestart() => Assert.IsType<VmExit.GuestReset>(Explain(0, 0, "bye", ""));

    [Fact]
    public void Explain_PanicOnTheConsole_IsAPanic() =>
        Assert.Equal(new VmExit.GuestPanic("Attempted to kill init!"), Explain(0, 0, "[1.0] Kernel panic - not syncing: Attempted to kill init!\r\n", ""));

    [Fact]
    public void Explain_ShutdownOfTheProcessor_IsATripleFault() => Assert.IsType<VmExit.TripleFault>(Explain(1, 0, "", Fault));

    [Fact]
    public void Explain_GuestPrintsTheMark_IsNoTripleFault() => Assert.IsType<VmExit.GuestReset>(Explain(0, 0, Fault, ""));

    [Fact]
    public void Explain_Seccomp_SaysWhatTheCodeMeans() =>
        Assert.Equal(
            new VmExit.Failed("Firecracker ended with exit code 148 (its seccomp filter stopped a system call that it never makes): it said nothing"), Explain(148, 0, "", ""));

    [Fact]
    public void Explain_SignalFromElsewhere_IsAFailure() => Assert.Equal(new VmExit.Failed("Firecracker ended with signal 11: oh"), Explain(0, 11, "", "oh"));

    [Fact]
    public void Explain_SignalFromHere_IsWhatWasAsked() => Assert.Same(s_killed, FirecrackerExit.Explain(new ChildExit(1, 0, 9), "", "", s_killed));

    [Fact]
    public void Explain_EndedBeforeItWasKilled_IsItsOwnReason() => Assert.IsType<VmExit.GuestReset>(FirecrackerExit.Explain(new ChildExit(1, 0, 0), "", "", s_killed));

    private static VmExit Explain(int code, int signal, string console, string said) => FirecrackerExit.Explain(new ChildExit(1, code, signal), console, said, null);
}
