using Slipway.Containerd;
using Slipway.Images.Snapshots;
using Slipway.Images.Store;
using Slipway.Images.Tests.Store;

namespace Slipway.Images.Tests.Snapshots;

/// <summary>With a real containerd, in the host in a VM.</summary>
[Trait("Category", "HostVm")]
public sealed class ContainerdSnapshotterTests(DevmapperHost host) : SnapshotterTests, IClassFixture<DevmapperHost>
{
    private const string Number = "slipway/machine";
    private const string DataDirectory = "slipway/data-directory";

    protected override string Kind => "ext4";

    // Each is a lease and a device.
    protected override int Crowd => 8;

    protected override bool TakesRoomHere => false;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync()
    {
        await host.StartAsync();
        await base.InitializeAsync();
    }

    [Fact]
    public async Task Create_OwnerOfAnotherIsDead_EndsWhatThatHad()
    {
        using var store = new TestStore();
        using var lease = await AcquireAsync(store);
        await using var living = await CreateAsync(store, lease);
        await using var client = await ConnectAsync();
        // As a killed owner leaves it: the lease is there, and nobody has its lock.
        var labels = Assert.Single(await LeasesAsync(client, store)).ToDictionary();
        labels[Number] = "1";
        await client.Leases.CreateAsync(lifetime: null, labels, Token);
        Assert.Equal(2, (await LeasesAsync(client, store)).Count);

        await using var next = await CreateAsync(store, lease);

        var left = await LeasesAsync(client, store);
        Assert.Equal(2, left.Count);
        Assert.DoesNotContain(left, one => one[Number] == "1");
    }

    [Fact]
    public async Task Create_ContainerdWasCleared_UnpacksAnew()
    {
        using var store = new TestStore();
        using var lease = await AcquireAsync(store);
        await (await CreateAsync(store, lease)).DisposeAsync();
        await using var client = await ConnectAsync();
        foreach (var image in await client.Images.ListAsync(Token))
            Assert.True(await client.Images.DeleteAsync(image.Name, collect: true, Token));
        Assert.Empty(await client.Snapshotter("devmapper").ListAsync(Token));
        Assert.Empty(await ThinPool.DevicesAsync());

        await using var snapshot = await CreateAsync(store, lease);

        snapshot.Verify();
    }

    [Fact]
    public async Task Reconcile_ImageRemoved_LeavesNothingInContainerd()
    {
        using var store = new TestStore();
        using (var lease = await AcquireAsync(store))
            await (await CreateAsync(store, lease)).DisposeAsync();
        await using var client = await ConnectAsync();
        Assert.Contains(await client.Images.ListAsync(Token), image => image.Name.StartsWith(Name(store), StringComparison.Ordinal));
        store.Store.Remove(Name(store));

        await new ContainerdReconciliation(store.Store, host.Options, TimeProvider.System).RunAsync(Token);

        Assert.DoesNotContain(await client.Images.ListAsync(Token), image => image.Name.StartsWith(Name(store), StringComparison.Ordinal));
        Assert.Empty(await LeasesAsync(client, store));
    }

    [Fact]
    public async Task Create_FirstMachineOfAnImage_TellsOfItsLayersAndTheSecondOfNothing()
    {
        using var store = new TestStore();
        // Layers that containerd has of no other test.
        using var lease = await store.AcquireAsync(new FakeSource(Name(store), FakeImage.Create(2)));
        var progress = new ProgressLog();
        await using var snapshotter = Create(store.Store, progress);
        await using (await snapshotter.CreateAsync(lease, new SnapshotConfig(store.Directory, 1 << 20, DateTimeOffset.UnixEpoch), Token))
        {
            foreach (var layer in lease.Resolved.Manifest.Content.Layers)
            {
                Assert.Contains(new ImageProgress(ImagePhase.Ingesting, layer.Digest, layer.Size, layer.Size), progress.Events);
                Assert.Contains(new ImageProgress(ImagePhase.Unpacking, layer.Digest, 0, layer.Size), progress.Events);
                Assert.Contains(new ImageProgress(ImagePhase.Unpacking, layer.Digest, layer.Size, layer.Size), progress.Events);
            }

            Assert.Equal(ImagePhase.Done, progress.Events.Last().Phase);
        }

        var before = progress.Events.Count;
        await using var second = await snapshotter.CreateAsync(lease, new SnapshotConfig(store.Directory, 1 << 20, DateTimeOffset.UnixEpoch), Token);
        Assert.Equal(before, progress.Events.Count);
    }

    [Fact]
    public async Task Create_AfterAProbe_ConnectsNoSecondTime()
    {
        using var store = new TestStore();
        using var lease = await AcquireAsync(store);
        var before = await ConnectionsAsync();
        await using var snapshotter = Create(store.Store);
        Assert.Null(await snapshotter.ProbeAsync(store.Directory, Token));
        await using var snapshot = await snapshotter.CreateAsync(lease, new SnapshotConfig(store.Directory, 1 << 20, DateTimeOffset.UnixEpoch), Token);
        Assert.Equal(before + 1, await ConnectionsAsync());
    }

    [Fact]
    public async Task Create_MoreThanDevicesHold_SaysWhatToRaise()
    {
        using var store = new TestStore();
        using var lease = await AcquireAsync(store);

        var error = await Assert.ThrowsAsync<ImageException>(() => Create(store.Store).CreateAsync(lease, new SnapshotConfig(store.Directory, 1L << 40, DateTimeOffset.UnixEpoch), Token));

        Assert.Contains("raise base_image_size", error.Message, StringComparison.Ordinal);
        await using var client = await ConnectAsync();
        Assert.Empty(await LeasesAsync(client, store));
    }

    protected override ISnapshotter Create(ImageStore store) => Create(store, new ProgressLog());

    private ContainerdSnapshotter Create(ImageStore store, ProgressLog progress) => new(
        store, host.Options, static name => throw new InvalidOperationException($"{name} was asked for layers that the store has"), progress, TimeProvider.System);

    private Task<ContainerdClient> ConnectAsync() => ContainerdClient.ConnectAsync(host.Options, TimeProvider.System, Token);

    private Task<Snapshot> CreateAsync(TestStore store, ImageLease lease) =>
        Create(store.Store).CreateAsync(lease, new SnapshotConfig(store.Directory, 1 << 20, DateTimeOffset.UnixEpoch), Token);

    /// <summary>How many containerd has on its socket.</summary>
    private async Task<int> ConnectionsAsync() =>
        (await File.ReadAllLinesAsync("/proc/net/unix", Token)).Count(line => line.EndsWith($" {host.Options.SocketPath}", StringComparison.Ordinal));

    /// <summary>An image that no other test has.</summary>
    private static Task<ImageLease> AcquireAsync(TestStore store) => store.AcquireAsync(new FakeSource(Name(store), FakeImage.Create(1)));

    private static string Name(TestStore store) => $"a.example/{Path.GetFileName(store.Directory).ToLowerInvariant()}:1";

    /// <summary>The labels of the leases that a store's machines have.</summary>
    private static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> LeasesAsync(ContainerdClient client, TestStore store) =>
        [.. (await client.Leases.ListAsync(Token)).Select(lease => lease.Labels).Where(labels => labels.GetValueOrDefault(DataDirectory)?.StartsWith(store.Directory, StringComparison.Ordinal) == true)];
}
