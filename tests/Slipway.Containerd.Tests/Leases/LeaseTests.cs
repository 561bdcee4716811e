using Slipway.Containerd.Leases;
using Slipway.Containerd.Snapshots;
using Slipway.Containerd.Tests.Daemon;

namespace Slipway.Containerd.Tests.Leases;

public sealed class LeaseTests
{
    private static readonly Dictionary<string, string> s_noLabels = [];
    private static readonly SnapshotKey s_key = SnapshotKey.Parse("machine");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_WithALifetime_ExpiresThenAndIsListed()
    {
        await using var world = await World.StartAsync();
        var before = DateTimeOffset.UnixEpoch.AddSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        await using var lease = await world.Client.Leases.CreateAsync(TimeSpan.FromHours(2), new Dictionary<string, string> { ["owner"] = "test" }, Token);
        var status = Assert.Single(await world.Client.Leases.ListAsync(Token), item => item.Id == lease.Id);
        Assert.InRange(status.ExpiresAt!.Value, before.AddHours(2), before.AddHours(2).AddMinutes(1));
        Assert.Equal("test", status.Labels["owner"]);
        var listed = await world.Containerd.CtrAsync("leases", "ls");
        Assert.Contains(lease.Id, listed, StringComparison.Ordinal);
        Assert.Contains("owner=test", listed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithoutALifetime_NeverExpires()
    {
        await using var world = await World.StartAsync();
        await using var lease = await world.Client.Leases.CreateAsync(lifetime: null, s_noLabels, Token);
        Assert.Null(Assert.Single(await world.Client.Leases.ListAsync(Token), item => item.Id == lease.Id).ExpiresAt);
    }

    [Fact]
    public async Task Lease_WhatIsMadeUnderIt_StaysUntilItsRelease()
    {
        await using var world = await World.StartAsync();
        var snapshotter = world.Client.Snapshotter("native");
        var lease = await world.Client.Leases.CreateAsync(lifetime: null, s_noLabels, Token);
        await snapshotter.PrepareAsync(s_key, default, lease, Token);
        Assert.Contains(LeaseResource.OfSnapshot("native", s_key), await lease.ResourcesAsync(Token));
        await CollectAsync(world);
        Assert.NotNull(await snapshotter.FindAsync(s_key, Token));
        await lease.ReleaseAsync(Token);
        Assert.Null(await snapshotter.FindAsync(s_key, Token));
        Assert.Empty(await world.Containerd.CtrColumnAsync("snapshots", "--snapshotter", "native", "ls"));
    }

    [Fact]
    public async Task Lease_ThatHasExpired_HoldsNothing()
    {
        await using var world = await World.StartAsync();
        var snapshotter = world.Client.Snapshotter("native");
        var expired = await world.Client.Leases.CreateAsync(TimeSpan.FromHours(-1), s_noLabels, Token);
        await snapshotter.PrepareAsync(s_key, default, expired, Token);
        await CollectAsync(world);
        Assert.Null(await snapshotter.FindAsync(s_key, Token));
        await expired.ReleaseAsync(Token); // whether or not containerd removed it
    }

    [Fact]
    public async Task Hold_WhatIsHeldByAnother_OutlivesTheOther()
    {
        await using var world = await World.StartAsync();
        var snapshotter = world.Client.Snapshotter("native");
        var first = await world.Client.Leases.CreateAsync(TimeSpan.FromHours(1), s_noLabels, Token);
        await snapshotter.PrepareAsync(s_key, default, first, Token);
        await world.Lease.HoldAsync(LeaseResource.OfSnapshot("native", s_key), Token);
        await world.Lease.HoldAsync(LeaseResource.OfSnapshot("native", s_key), Token);
        await first.ReleaseAsync(Token);
        Assert.NotNull(await snapshotter.FindAsync(s_key, Token));
    }

    [Fact]
    public async Task Hold_OfALeaseThatEnded_IsNotFound()
    {
        await using var world = await World.StartAsync();
        var lease = await world.Client.Leases.CreateAsync(TimeSpan.FromHours(1), s_noLabels, Token);
        Assert.True(await world.Client.Leases.DeleteAsync(lease.Id, collect: false, Token));
        Assert.False(await world.Client.Leases.DeleteAsync(lease.Id, collect: false, Token));
        var failure = await Assert.ThrowsAsync<ContainerdException>(() => lease.HoldAsync(LeaseResource.OfSnapshot("native", s_key), Token));
        Assert.Equal(ContainerdErrorCode.NotFound, failure.Code);
        await lease.ReleaseAsync(Token);
    }

    [Fact]
    public async Task Dispose_ContainerdGone_ThrowsNothing()
    {
        await using var world = await World.StartAsync();
        var lease = await world.Client.Leases.CreateAsync(TimeSpan.FromHours(1), s_noLabels, Token);
        await world.Containerd.KillAsync();
        await lease.DisposeAsync();
        await world.Containerd.StartAgainAsync();
        Assert.Contains(await world.Client.Leases.ListAsync(Token), item => item.Id == lease.Id);
    }

    /// <summary>Waits for a collection: containerd does one before it answers a deletion that asks for it.</summary>
    private static async Task CollectAsync(World world)
    {
        var other = await world.Client.Leases.CreateAsync(TimeSpan.FromHours(1), s_noLabels, Token);
        await other.ReleaseAsync(Token);
    }
}
