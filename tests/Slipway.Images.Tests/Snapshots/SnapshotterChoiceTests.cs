using Slipway.Images.Snapshots;
using Slipway.Images.Tests.Store;

namespace Slipway.Images.Tests.Snapshots;

public sealed class SnapshotterChoiceTests
{
    [Fact]
    public async Task Decide_NoneWanted_TakesTheFirstThatWorks()
    {
        using var store = new TestStore();
        Assert.Equal("overlay", (await DecideAsync(SnapshotterChoice.Of(store.Store), null, store)).Name);
        Assert.Equal("works", (await DecideAsync([new Fixed("broken", "it is broken"), new Fixed("works", null), new Fixed("also", null)], null, store)).Name);
    }

    [Fact]
    public async Task Decide_WantedDoesNotWork_IsRefusedWithItsReason()
    {
        using var store = new TestStore();
        var error = await Assert.ThrowsAsync<ImageException>(() => DecideAsync([new Fixed("works", null), new Fixed("broken", "it is broken")], "broken", store));
        Assert.Equal(
            (ImageErrorCode.Unsupported, $"snapshotter broken does not work with {store.Directory}: it is broken; leave --snapshotter out, or take one that slipway doctor says works."),
            (error.Code, error.Message));
    }

    [Fact]
    public async Task Decide_NoneWorks_SaysWhyOfEach()
    {
        using var store = new TestStore();
        var error = await Assert.ThrowsAsync<ImageException>(() => DecideAsync([new Fixed("one", "first reason"), new Fixed("two", "second reason")], null, store));
        Assert.Contains("first reason; ", error.Message, StringComparison.Ordinal);
        Assert.Contains("second reason.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_ReflinkToAnotherFilesystem_SaysThat()
    {
        using var store = new TestStore();
        await using var other = await HostFilesystem.CreateAsync("ext4", 64);
        var reason = await new ReflinkSnapshotter(store.Store).ProbeAsync(other.Path, TestStore.Token);
        Assert.Contains($"{other.Path} is not on the file system of the images", reason, StringComparison.Ordinal);
    }

    private static Task<ISnapshotter> DecideAsync(IReadOnlyList<ISnapshotter> snapshotters, string? name, TestStore store) =>
        SnapshotterChoice.DecideAsync(snapshotters, name, store.Directory, TestStore.Token);

    /// <summary>Says always the same of itself.</summary>
    private sealed class Fixed(string name, string? reason) : ISnapshotter
    {
        public string Name => name;

        public bool GivesWholeRoot => true;

        public Task<string?> ProbeAsync(string directory, CancellationToken cancellationToken) => Task.FromResult(reason);

        public Task<Snapshot> CreateAsync(ImageLease image, SnapshotConfig config, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
