using Slipway.Containerd.Leases;
using Slipway.Containerd.Snapshots;
using Slipway.Containerd.Tests.Daemon;
using Slipway.Containerd.Unpacking;
using Slipway.Oci;
using Slipway.Oci.Manifests;

namespace Slipway.Containerd.Tests.Unpacking;

public sealed class ImageUnpackerTests
{
    private static readonly Dictionary<string, string> s_noLabels = [];
    private static readonly SnapshotKey s_machine = SnapshotKey.Parse("machine");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("native")]
    [InlineData("overlayfs")]
    public async Task Unpack_Image_IsWhatUmociUnpacks(string name)
    {
        await using var world = await World.StartAsync();
        await using var image = await TestImage.MakeAsync(world.Containerd["image"]);
        var snapshotter = world.Client.Snapshotter(name);
        var top = await IngestAndUnpackAsync(world, image, snapshotter);

        var mounts = await snapshotter.PrepareAsync(s_machine, top, world.Lease, Token);
        await using (var mounted = await MountedSnapshot.MountAsync(mounts, world.Containerd["mounted"]))
            Assert.Equal(await image.UnpackedTreeAsync(world.Containerd["bundle"]), await TestImage.Tree(mounted.Path));
        Assert.Empty(world.Containerd.Mounts());
        Assert.Equal([image.Source.Name], await world.Containerd.CtrColumnAsync("images", "ls"));
        Assert.Equal(4, (await world.Containerd.CtrColumnAsync("snapshots", "--snapshotter", name, "ls")).Length);
    }

    [Fact]
    public async Task Unpack_Image_NamesSnapshotsAsContainerdsOwnClientDoes()
    {
        await using var world = await World.StartAsync();
        await using var image = await TestImage.MakeAsync(world.Containerd["image"]);
        await IngestAndUnpackAsync(world, image, world.Client.Snapshotter("native"));
        await Shell.RunAsync(
            """tar -C "$2" -cf "$3" . && ctr --address "$1" --namespace other images import --snapshotter native --base-name test "$3" """,
            world.Containerd.SocketPath, image.Layout, world.Containerd["archive.tar"]);
        Assert.Equal(
            await Shell.RunAsync("""ctr --address "$1" --namespace other snapshots --snapshotter native ls | sort""", world.Containerd.SocketPath),
            await Shell.RunAsync("""ctr --address "$1" --namespace slipway snapshots --snapshotter native ls | sort""", world.Containerd.SocketPath));
    }

    [Fact]
    public async Task Unpack_ImageThatIsUnpacked_MakesNothingNew()
    {
        await using var world = await World.StartAsync();
        await using var image = await TestImage.MakeAsync(world.Containerd["image"]);
        var snapshotter = world.Client.Snapshotter("native");
        var top = await IngestAndUnpackAsync(world, image, snapshotter);
        await using var other = await world.Client.Leases.CreateAsync(TimeSpan.FromHours(1), s_noLabels, Token);
        Assert.Equal(top, await new ImageUnpacker(world.Client, snapshotter).UnpackAsync(image.Resolved, other, Token));
        Assert.Equal([LeaseResource.OfSnapshot("native", top)], await other.ResourcesAsync(Token));
    }

    [Fact]
    public async Task IngestAndUnpack_Layers_TellHowFarTheyAre()
    {
        await using var world = await World.StartAsync();
        await using var image = await TestImage.MakeAsync(world.Containerd["image"]);
        var (snapshotter, progress) = (world.Client.Snapshotter("native"), new ProgressMemory());
        await new ImageIngest(world.Client, progress).IngestAsync(image.Source, image.Resolved, world.Lease, Token);
        await new ImageUnpacker(world.Client, snapshotter, progress).UnpackAsync(image.Resolved, world.Lease, Token);
        Assert.All(image.Resolved.Manifest.Content.Layers, layer => Assert.Equal(
            [new(LayerStep.Ingesting, layer, layer.Size), new(LayerStep.Unpacking, layer, 0), new(LayerStep.Unpacking, layer, layer.Size)],
            progress.Told.Where(told => told.Layer == layer)));
        progress.Told.Clear();

        await new ImageIngest(world.Client, progress).IngestAsync(image.Source, image.Resolved, world.Lease, Token);
        await new ImageUnpacker(world.Client, snapshotter, progress).UnpackAsync(image.Resolved, world.Lease, Token);
        Assert.Empty(progress.Told);
    }

    [Fact]
    public async Task Image_WithARecord_LivesWithoutALeaseAndGoesWithTheRecord()
    {
        await using var world = await World.StartAsync();
        await using var image = await TestImage.MakeAsync(world.Containerd["image"]);
        var snapshotter = world.Client.Snapshotter("native");
        var top = await IngestAndUnpackAsync(world, image, snapshotter);
        await world.Lease.ReleaseAsync(Token); // collects
        Assert.NotNull(await snapshotter.FindAsync(top, Token));
        Assert.Equal(image.Resolved.Manifest.Content.Layers.Count + 2, (await world.Containerd.CtrColumnAsync("content", "ls")).Length);

        Assert.True(await world.Client.Images.DeleteAsync(image.Source.Name, collect: true, Token));
        Assert.Empty(await snapshotter.ListAsync(Token));
        Assert.Empty(await world.Containerd.CtrColumnAsync("content", "ls"));
        Assert.Empty(Directory.GetDirectories(world.Containerd["root/io.containerd.snapshotter.v1.native/snapshots"]));
    }

    [Fact]
    public async Task Machine_UnderALease_KeepsItsSnapshotsWhenTheImageIsDeleted()
    {
        await using var world = await World.StartAsync();
        await using var image = await TestImage.MakeAsync(world.Containerd["image"]);
        var snapshotter = world.Client.Snapshotter("overlayfs");
        var top = await IngestAndUnpackAsync(world, image, snapshotter);
        var machine = await world.Client.Leases.CreateAsync(lifetime: null, s_noLabels, Token);
        await snapshotter.PrepareAsync(s_machine, top, machine, Token);
        await world.Lease.ReleaseAsync(Token);
        Assert.True(await world.Client.Images.DeleteAsync(image.Source.Name, collect: true, Token));
        Assert.Equal(4, (await snapshotter.ListAsync(Token)).Count);
        await machine.ReleaseAsync(Token);
        Assert.Empty(await snapshotter.ListAsync(Token));
    }

    [Fact]
    public async Task Unpack_DiffIdThatIsWrong_LeavesNoSnapshotOfTheLayer()
    {
        await using var world = await World.StartAsync();
        await using var image = await TestImage.MakeAsync(world.Containerd["image"]);
        var (config, diffIds) = (image.Resolved.Config, image.Resolved.Config.RootFs.DiffIds);
        var wrong = image.Resolved with { Config = config with { RootFs = new RootFs { DiffIds = [diffIds[0], Digest.Of("other"u8), diffIds[2]] } } };
        await new ImageIngest(world.Client).IngestAsync(image.Source, image.Resolved, world.Lease, Token);
        var snapshotter = world.Client.Snapshotter("native");
        var failure = await Assert.ThrowsAsync<ContainerdException>(() => new ImageUnpacker(world.Client, snapshotter).UnpackAsync(wrong, world.Lease, Token));
        Assert.Equal(ContainerdErrorCode.DiffIdMismatch, failure.Code);
        Assert.Contains($"unpacks to {diffIds[1]}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(SnapshotKey.OfChain(diffIds[0]), Assert.Single(await snapshotter.ListAsync(Token)).Key);
    }

    [Theory]
    [InlineData("native")]
    [InlineData("overlayfs")]
    public async Task Unpack_ByManyClientsAtATime_AllSucceedWithTheSameSnapshots(string name)
    {
        await using var world = await World.StartAsync();
        await using var image = await TestImage.MakeAsync(world.Containerd["image"]);
        await new ImageIngest(world.Client).IngestAsync(image.Source, image.Resolved, world.Lease, Token);
        var tops = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var client = await world.Containerd.ConnectAsync();
            return await new ImageUnpacker(client, client.Snapshotter(name)).UnpackAsync(image.Resolved, world.Lease, Token);
        }));
        Assert.Single(tops.Distinct());
        var listed = await world.Client.Snapshotter(name).ListAsync(Token);
        Assert.Equal(3, listed.Count);
        Assert.All(listed, static info => Assert.Equal(SnapshotKind.Committed, info.Kind));
    }

    [Fact]
    public async Task Unpack_ContainerdKilledAfterEachStep_GoesOn()
    {
        await using var world = await World.StartAsync();
        await using var image = await TestImage.MakeAsync(world.Containerd["image"]);
        var snapshotter = world.Client.Snapshotter("overlayfs");
        await new ImageIngest(world.Client).IngestAsync(image.Source, image.Resolved, world.Lease, Token);
        await RestartAsync(world);
        var first = image.Resolved with
        {
            Manifest = image.Resolved.Manifest with { Content = image.Resolved.Manifest.Content with { Layers = [image.Resolved.Manifest.Content.Layers[0]] } },
            Config = image.Resolved.Config with { RootFs = new RootFs { DiffIds = [image.Resolved.Config.RootFs.DiffIds[0]] } },
        };
        await new ImageUnpacker(world.Client, snapshotter).UnpackAsync(first, world.Lease, Token);
        await RestartAsync(world);
        var top = await new ImageUnpacker(world.Client, snapshotter).UnpackAsync(image.Resolved, world.Lease, Token);
        await RestartAsync(world);
        await using var mounted = await MountedSnapshot.MountAsync(await snapshotter.PrepareAsync(s_machine, top, world.Lease, Token), world.Containerd["mounted"]);
        Assert.Equal(await image.UnpackedTreeAsync(world.Containerd["bundle"]), await TestImage.Tree(mounted.Path));
    }

    [Fact]
    public async Task Unpack_AfterAnUnpackerWasKilled_SucceedsAndTheLeftoverGoesWithItsLease()
    {
        await using var world = await World.StartAsync();
        await using var image = await TestImage.MakeAsync(world.Containerd["image"]);
        var snapshotter = world.Client.Snapshotter("native");
        var chain = SnapshotKey.OfChain(image.Resolved.Config.RootFs.DiffIds[0]);
        var killed = await world.Client.Leases.CreateAsync(TimeSpan.FromHours(1), s_noLabels, Token);
        var leftover = SnapshotKey.Parse($"extract-killed {chain}");
        await snapshotter.PrepareAsync(leftover, default, new Dictionary<string, string> { ["containerd.io/snapshot.ref"] = chain.ToString() }, killed, Token);
        await RestartAsync(world);

        await IngestAndUnpackAsync(world, image, snapshotter);
        Assert.Equal(4, (await snapshotter.ListAsync(Token)).Count);
        await killed.ReleaseAsync(Token);
        Assert.Null(await snapshotter.FindAsync(leftover, Token));
        Assert.Equal(3, (await snapshotter.ListAsync(Token)).Count);
    }

    [Fact]
    public async Task Unpack_WhileGarbageIsCollected_LosesNothing()
    {
        await using var world = await World.StartAsync();
        await using var image = await TestImage.MakeAsync(world.Containerd["image"]);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var collecting = CollectUntilAsync(world, end.Token);
        for (var i = 0; i < 5; i++)
        {
            await using var lease = await world.Client.Leases.CreateAsync(TimeSpan.FromHours(1), s_noLabels, Token);
            await new ImageIngest(world.Client).IngestAsync(image.Source, image.Resolved, lease, Token);
            await world.Client.Images.DeleteAsync(image.Source.Name, collect: true, Token); // the lease alone holds it
            var top = await new ImageUnpacker(world.Client, world.Client.Snapshotter("native")).UnpackAsync(image.Resolved, lease, Token);
            Assert.NotNull(await world.Client.Snapshotter("native").FindAsync(top, Token));
        }

        await end.CancelAsync();
        Assert.True(await collecting > 0);
    }

    [Fact]
    public async Task Unpack_LayerThatContainerdDoesNotHave_LeavesNothing()
    {
        await using var world = await World.StartAsync();
        await using var image = await TestImage.MakeAsync(world.Containerd["image"]);
        var snapshotter = world.Client.Snapshotter("native");
        var failure = await Assert.ThrowsAsync<ContainerdException>(() => new ImageUnpacker(world.Client, snapshotter).UnpackAsync(image.Resolved, world.Lease, Token));
        Assert.Equal(ContainerdErrorCode.NotFound, failure.Code);
        Assert.Empty(await snapshotter.ListAsync(Token));
    }

    private static async Task<SnapshotKey> IngestAndUnpackAsync(World world, TestImage image, Snapshotter snapshotter)
    {
        await new ImageIngest(world.Client).IngestAsync(image.Source, image.Resolved, world.Lease, Token);
        return await new ImageUnpacker(world.Client, snapshotter).UnpackAsync(image.Resolved, world.Lease, Token);
    }

    private static async Task RestartAsync(World world)
    {
        await world.Containerd.KillAsync();
        await world.Containerd.StartAgainAsync();
    }

    private static async Task<int> CollectUntilAsync(World world, CancellationToken end)
    {
        var count = 0;
        for (; !end.IsCancellationRequested; count++)
            await (await world.Client.Leases.CreateAsync(TimeSpan.FromHours(1), s_noLabels, Token)).ReleaseAsync(Token);
        return count;
    }
}
