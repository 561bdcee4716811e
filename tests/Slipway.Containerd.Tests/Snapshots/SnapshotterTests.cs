using Slipway.Containerd.Snapshots;
using Slipway.Containerd.Tests.Daemon;

namespace Slipway.Containerd.Tests.Snapshots;

public sealed class SnapshotterTests
{
    private static readonly SnapshotKey s_one = SnapshotKey.Parse("one");
    private static readonly SnapshotKey s_layer = SnapshotKey.Parse("layer");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_OfSnapshotters_IsWhatContainerdSays()
    {
        await using var world = await World.StartAsync();
        Assert.IsType<SnapshotterStatus.Ready>(await world.Client.Snapshotter("native").StatusAsync(Token));
        Assert.IsType<SnapshotterStatus.Absent>(await world.Client.Snapshotter("nowhere").StatusAsync(Token));
        var devmapper = Assert.IsType<SnapshotterStatus.Broken>(await world.Client.Snapshotter("devmapper").StatusAsync(Token));
        Assert.Contains("devmapper", devmapper.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("native")]
    [InlineData("overlayfs")]
    public async Task Snapshot_PreparedCommittedAndPreparedOn_KeepsWhatWasWritten(string name)
    {
        await using var world = await World.StartAsync();
        var snapshotter = world.Client.Snapshotter(name);
        await using (var mounted = await MountedSnapshot.MountAsync(await snapshotter.PrepareAsync(s_one, default, world.Lease, Token), world.Containerd["first"]))
            await File.WriteAllTextAsync(mounted.Path + "/file", "written", Token);
        Assert.Equal(SnapshotKind.Active, (await snapshotter.FindAsync(s_one, Token))!.Kind);

        await snapshotter.CommitAsync(s_layer, s_one, world.Lease, Token);
        Assert.Null(await snapshotter.FindAsync(s_one, Token));
        var machine = SnapshotKey.Parse("machine");
        var view = SnapshotKey.Parse("view");
        await using (var mounted = await MountedSnapshot.MountAsync(await snapshotter.PrepareAsync(machine, s_layer, world.Lease, Token), world.Containerd["second"]))
            Assert.Equal("written", await File.ReadAllTextAsync(mounted.Path + "/file", Token));
        Assert.True(Assert.Single(await snapshotter.ViewAsync(view, s_layer, world.Lease, Token)).IsReadOnly);
        Assert.Equivalent(await snapshotter.MountsAsync(view, Token), await snapshotter.MountsAsync(view, Token));

        var listed = await snapshotter.ListAsync(Token);
        Assert.Equal([("layer", "", SnapshotKind.Committed), ("machine", "layer", SnapshotKind.Active), ("view", "layer", SnapshotKind.View)],
            listed.Select(static info => (info.Key.ToString(), info.Parent.ToString(), info.Kind)).Order());
        Assert.Equal(["layer", "machine", "view"], (await world.Containerd.CtrColumnAsync("snapshots", "--snapshotter", name, "ls")).Order());
    }

    [Fact]
    public async Task Remove_SnapshotThatOthersAreMadeOn_IsRefusedUntilTheyAreGone()
    {
        await using var world = await World.StartAsync();
        var snapshotter = world.Client.Snapshotter("native");
        await snapshotter.PrepareAsync(s_one, default, world.Lease, Token);
        await snapshotter.CommitAsync(s_layer, s_one, world.Lease, Token);
        await snapshotter.PrepareAsync(s_one, s_layer, world.Lease, Token);
        var failure = await Assert.ThrowsAsync<ContainerdException>(() => snapshotter.RemoveAsync(s_layer, Token));
        Assert.Equal(ContainerdErrorCode.FailedPrecondition, failure.Code);
        Assert.True(await snapshotter.RemoveAsync(s_one, Token));
        Assert.True(await snapshotter.RemoveAsync(s_layer, Token));
        Assert.False(await snapshotter.RemoveAsync(s_layer, Token));
    }

    [Fact]
    public async Task Prepare_WhatCannotBe_SaysWhatWasAskedAndWhy()
    {
        await using var world = await World.StartAsync();
        var snapshotter = world.Client.Snapshotter("native");
        var failure = await Assert.ThrowsAsync<ContainerdException>(() => snapshotter.PrepareAsync(s_one, s_layer, world.Lease, Token));
        Assert.Equal(ContainerdErrorCode.NotFound, failure.Code);
        Assert.StartsWith($"containerd at {world.Containerd.SocketPath} did not prepare snapshot one of native on 'layer': ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("(NotFound).", failure.Message, StringComparison.Ordinal);

        await snapshotter.PrepareAsync(s_one, default, world.Lease, Token);
        failure = await Assert.ThrowsAsync<ContainerdException>(() => snapshotter.PrepareAsync(s_one, default, world.Lease, Token));
        Assert.Equal(ContainerdErrorCode.AlreadyExists, failure.Code);
        failure = await Assert.ThrowsAsync<ContainerdException>(() => world.Client.Snapshotter("nowhere").PrepareAsync(s_one, default, world.Lease, Token));
        Assert.Equal(ContainerdErrorCode.Refused, failure.Code);
        failure = await Assert.ThrowsAsync<ContainerdException>(() => snapshotter.MountsAsync(s_layer, Token));
        Assert.Equal(ContainerdErrorCode.NotFound, failure.Code);
    }
}
