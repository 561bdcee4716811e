using Slipway.Vmm.Firecracker.Api;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Snapshots;

namespace Slipway.Vmm.Firecracker;

/// <summary>What a fresh Firecracker is to become. Disposing closes the files it would be saved into.</summary>
/// <param name="Config">Without faults.</param>
/// <param name="Paths">Where Firecracker finds its files.</param>
/// <param name="From">The machine that goes on; null: one that boots.</param>
/// <param name="SavedFiles">Those it can be saved into; null: it cannot.</param>
internal sealed record FirecrackerPlan(VmConfig Config, FirecrackerPaths Paths, MemorySnapshot? From, SnapshotFiles? SavedFiles) : IDisposable
{
    /// <summary>What is asked of it, the last starts the guest.</summary>
    public IReadOnlyList<FirecrackerCall> Calls => From is null ? FirecrackerSetup.Calls(Config, Paths) : FirecrackerRestore.Calls(Config, Paths);

    /// <exception cref="VmmException">This release cannot.</exception>
    /// <exception cref="SnapshotException">Another release saved the machine.</exception>
    public void RequireVersion(FirecrackerVersion version)
    {
        From?.RequireVmm(FirecrackerVmm.VmmName, version.ToString());
        if (SavedFiles is not null && version < FirecrackerFeatures.Saving)
            throw new VmmException($"Firecracker {version} does not save machines so that they can go on; from {FirecrackerFeatures.Saving} on it does. Install that, or take QEMU");
    }

    public void Dispose() => SavedFiles?.Dispose();
}
