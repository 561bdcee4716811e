using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Choice;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Tests.Choice;

public sealed class VmmChoiceTests : IDisposable
{
    private static readonly AccelerationDecision s_kvm = new(Accelerator.Kvm, "/dev/kvm runs guest instructions");
    private static readonly AccelerationDecision s_none = new(Accelerator.Tcg, "/dev/kvm cannot be used: it is not there");

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Decide_FirecrackerAndKvm_IsFirecracker()
    {
        var decision = await DecideAsync(null, await ProgramAsync("1.12.0"), s_kvm, null);

        Assert.Equal(VmmKind.Firecracker, decision.Kind);
        Assert.Equal(_directory["firecracker"], decision.Firecracker?.Path);
    }

    [Fact]
    public async Task Decide_UserNetwork_IsQemuWithTheReason()
    {
        var decision = await DecideAsync(null, await ProgramAsync("1.12.0"), s_kvm, new UserNetworkConfig());

        Assert.Equal(VmmKind.Qemu, decision.Kind);
        Assert.Contains("Firecracker has no network of its own", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decide_TooOld_IsQemuWithTheReason()
    {
        var decision = await DecideAsync(null, await ProgramAsync("1.7.0"), s_kvm, null);

        Assert.Equal(VmmKind.Qemu, decision.Kind);
        Assert.Contains("is Firecracker 1.7.0, which is too old", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decide_FirecrackerAskedForAndImpossible_SaysAllThatIsMissing()
    {
        var error = await Assert.ThrowsAsync<VmmException>(() => DecideAsync(VmmKind.Firecracker, _directory["missing"], s_none, new UserNetworkConfig()));

        Assert.Equal(
            $"Firecracker cannot run this machine: there is no Firecracker {_directory["missing"]}, which SLIPWAY_FIRECRACKER names; "
            + "it needs KVM, and machines are emulated here (/dev/kvm cannot be used: it is not there); "
            + "Firecracker has no network of its own, as QEMU's user network is one; give it a tap device or no network.",
            error.Message);
    }

    [Fact]
    public async Task Decide_QemuAskedFor_IsQemu() => Assert.Equal(VmmKind.Qemu, (await DecideAsync(VmmKind.Qemu, await ProgramAsync("1.12.0"), s_kvm, null)).Kind);

    private static Task<VmmDecision> DecideAsync(VmmKind? asked, string configured, AccelerationDecision acceleration, NetworkConfig? network) =>
        VmmChoice.DecideAsync(asked, configured, acceleration, network, TimeProvider.System, Token);

    private async Task<string> ProgramAsync(string version)
    {
        await File.WriteAllTextAsync(_directory["firecracker"], $"#!/bin/sh\necho 'Firecracker v{version}'\n", Token);
        File.SetUnixFileMode(_directory["firecracker"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return _directory["firecracker"];
    }
}
