using Slipway.Containerd.Leases;
using Slipway.Containerd.Snapshots;
using Slipway.Containerd.Tests.Daemon;
using Slipway.Containerd.Unpacking;

namespace Slipway.Containerd.Tests.Snapshots;

/// <summary>The snapshotter that gives machines block devices, on a thin pool of LVM2; more of it is in the suite of Slipway.Images.</summary>
[Trait("Category", "HostVm")]
public sealed class DevmapperTests
{
    private const string Name = "devmapper";

    private static readonly Dictionary<string, string> s_noLabels = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Machine_OfAContainerdThatWasKilled_KeepsItsDevice()
    {
        await using var pool = await ThinPool.CreateAsync();
        await using var world = await World.StartAsync(pool.Configuration);
        await using var image = await TestImage.MakeAsync(world.Containerd["image"]);
        var snapshotter = world.Client.Snapshotter(Name);
        var machine = await PrepareAsync(world, snapshotter, "machine", await UnpackAsync(world, image, snapshotter));
        await using (var mounted = await MountedSnapshot.MountAsync(machine.Mounts, world.Containerd["mounted"]))
            await File.WriteAllTextAsync(Path.Combine(mounted.Path, "mine"), "kept", Token);
        await world.Containerd.KillAsync();
        await world.Containerd.StartAgainAsync();

        var mounts = await snapshotter.MountsAsync(SnapshotKey.Parse("machine"), Token);
        Assert.Equal(machine.Device, Assert.Single(mounts).BlockDevice);
        await using (var mounted = await MountedSnapshot.MountAsync(mounts, world.Containerd["mounted"]))
            Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(mounted.Path, "mine"), Token));
        Assert.Contains(await world.Client.Leases.ListAsync(Token), lease => lease.Id == machine.Lease.Id);
        await machine.Lease.ReleaseAsync(Token);
    }

    private static async Task<SnapshotKey> UnpackAsync(World world, TestImage image, Snapshotter snapshotter)
    {
        await new ImageIngest(world.Client).IngestAsync(image.Source, image.Resolved, world.Lease, Token);
        return await new ImageUnpacker(world.Client, snapshotter).UnpackAsync(image.Resolved, world.Lease, Token);
    }

    private static async Task<(Lease Lease, IReadOnlyList<SnapshotMount> Mounts, string Device)> PrepareAsync(World world, Snapshotter snapshotter, string key, SnapshotKey top)
    {
        var lease = await world.Client.Leases.CreateAsync(lifetime: null, s_noLabels, Token);
        var mounts = await snapshotter.PrepareAsync(SnapshotKey.Parse(key), top, lease, Token);
        var device = Assert.Single(mounts).BlockDevice;
        Assert.NotNull(device);
        return (lease, mounts, device);
    }
}
