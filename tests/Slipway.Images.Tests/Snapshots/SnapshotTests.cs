using Slipway.Images.Snapshots;
using Slipway.Images.Tests.Store;
using Slipway.Linux.Files;

namespace Slipway.Images.Tests.Snapshots;

/// <summary>What is checked of a snapshot's devices before a machine starts from them.</summary>
public sealed class SnapshotTests
{
    [Theory]
    [InlineData(LayerFormat.Ext4)]
    [InlineData(LayerFormat.Erofs)]
    [InlineData(LayerFormat.ErofsLz4)]
    public async Task Verify_LayerOfAnotherImage_NamesBothFilesystemsAndTheFile(LayerFormat format)
    {
        using var store = new TestStore(format);
        using var mine = await store.AcquireAsync(new FakeSource("a.example/app:1", FakeImage.Create(1)));
        using var other = await store.AcquireAsync(new FakeSource("a.example/app:2", FakeImage.Create(2)));
        var stale = mine.Layers[1] with { File = other.Layers[1].File };
        await using var snapshot = new Snapshot([mine.Layers[0], stale], UnnamedFile.Create(store.Directory), identity: null);

        var error = Assert.Throws<ImageException>(snapshot.Verify);

        Assert.Equal(ImageErrorCode.Damaged, error.Code);
        Assert.Contains($"{stale.Path} should hold filesystem {stale.Identity} and holds filesystem {other.Layers[1].Identity}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WritableWithoutFilesystem_IsRefused()
    {
        using var store = new TestStore();
        await using var snapshot = new Snapshot([], UnnamedFile.Create(store.Directory), Guid.NewGuid());
        Assert.Contains("holds none", Assert.Throws<ImageException>(snapshot.Verify).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_Twice_ReleasesOnceAfterTheFile()
    {
        using var store = new TestStore();
        var (released, file) = (0, UnnamedFile.Create(store.Directory));
        var snapshot = new Snapshot([], file, identity: null, () =>
        {
            released++;
            Assert.True(file.IsClosed);
            return ValueTask.CompletedTask;
        });

        await snapshot.DisposeAsync();
        await snapshot.DisposeAsync();

        Assert.Equal(1, released);
    }
}
