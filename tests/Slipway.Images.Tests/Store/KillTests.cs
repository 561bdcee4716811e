namespace Slipway.Images.Tests.Store;

/// <summary>A store whose users are killed, on the host's own filesystems.</summary>
[Collection(AloneCollection.Name)]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Processes = 3;

    [Fact]
    public async Task Store_KilledAnywhere_LeasesNothingBrokenAndLeaksNothing()
    {
        using var store = new TestStore(isInMemory: true);
        await new ChaosRun(store, "overlay", Processes, output).KillAsync(200);
        AssertEmpty(store);
    }

    [Fact]
    public async Task Store_KilledAnywhereOnXfs_LeasesNothingBrokenAndLeaksNothing()
    {
        await using var filesystem = await HostFilesystem.CreateAsync("xfs", 400);
        using var store = new TestStore(filesystem.Path);
        await new ChaosRun(store, "reflink", Processes, output).KillAsync(50);
        AssertEmpty(store);
    }

    private static void AssertEmpty(TestStore store) =>
        Assert.Equal([Path.Combine(store.Directory, "images", ".lock")], Directory.GetFiles(store.Directory, "*", SearchOption.AllDirectories));
}
