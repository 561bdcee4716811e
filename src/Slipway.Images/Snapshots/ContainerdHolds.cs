using System.Globalization;
using System.Security.Cryptography;
using Slipway.Containerd;
using Slipway.Containerd.Snapshots;
using Slipway.Linux.Files;

namespace Slipway.Images.Snapshots;

/// <summary>
/// Who holds what in containerd, of a data directory. A lease there does not end with its owner and can have no lifetime, since nobody may take the device of a
/// machine that runs; so each has a number in its labels, and the owner a lock of that number here, which the kernel frees when the owner dies. A lease whose
/// number nobody has locked is over.
/// </summary>
/// <param name="directory">Has the lock file; made when first needed.</param>
internal sealed class ContainerdHolds(string directory)
{
    /// <summary>Whose lease it is: two data directories may share a containerd.</summary>
    private const string DirectoryLabel = "slipway/data-directory";

    private const string NumberLabel = "slipway/machine";

    private string LockFile => Path.Combine(directory, ".lock");

    /// <summary>containerd was used from here.</summary>
    public bool AreUsed => File.Exists(LockFile);

    /// <summary>Begins one; the caller disposes it.</summary>
    /// <exception cref="ContainerdException">containerd cannot or does not want to.</exception>
    public async Task<ContainerdHold> TakeAsync(ContainerdClient client, Snapshotter snapshotter, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var (number, alive) = TakeNumber();
        try
        {
            var labels = new Dictionary<string, string> { [DirectoryLabel] = directory, [NumberLabel] = number.ToString(CultureInfo.InvariantCulture) };
            var lease = await client.Leases.CreateAsync(lifetime: null, labels, cancellationToken);
            return new ContainerdHold(snapshotter, SnapshotKey.Parse($"machine-{lease.Id}"), lease, labels, alive);
        }
        catch
        {
            alive.Dispose();
            throw;
        }
    }

    /// <summary>Ends those whose owners are dead; containerd collects what they held.</summary>
    /// <exception cref="ContainerdException">containerd cannot be asked.</exception>
    public async Task ReconcileAsync(ContainerdClient client, CancellationToken cancellationToken)
    {
        foreach (var lease in await client.Leases.ListAsync(cancellationToken))
        {
            if (lease.Labels.GetValueOrDefault(DirectoryLabel) != directory || !long.TryParse(lease.Labels.GetValueOrDefault(NumberLabel), CultureInfo.InvariantCulture, out var number))
                continue;
            using var orphan = RangeLock.TryAcquire(LockFile, number, LockMode.Exclusive);
            if (orphan is not null)
                await client.Leases.DeleteAsync(lease.Id, collect: false, cancellationToken);
        }
    }

    private (long Number, RangeLock Alive) TakeNumber()
    {
        while (true)
        {
            var number = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue >> 1;
            if (RangeLock.TryAcquire(LockFile, number, LockMode.Exclusive) is { } alive)
                return (number, alive);
        }
    }
}
