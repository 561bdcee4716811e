using Slipway.Containerd.Images;
using Slipway.Containerd.Tests.Daemon;
using Slipway.Oci;
using Slipway.Oci.Manifests;

namespace Slipway.Containerd.Tests.Images;

public sealed class ImageRecordsTests
{
    private const string Name = "docker.io/library/test:latest";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_NameThatExists_MeansTheNewManifest()
    {
        await using var world = await World.StartAsync();
        var (first, second) = (Record("first"u8), Record("second"u8));
        await world.Client.Images.PutAsync(first, Token);
        Assert.Equal(first, await world.Client.Images.FindAsync(Name, Token));
        await world.Client.Images.PutAsync(second, Token);
        Assert.Equal(second, Assert.Single(await world.Client.Images.ListAsync(Token)));
        Assert.Equal([Name], (await world.Containerd.CtrAsync("images", "ls", "--quiet")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Delete_Name_TellsWhetherItWasThere()
    {
        await using var world = await World.StartAsync();
        await world.Client.Images.PutAsync(Record("first"u8), Token);
        Assert.True(await world.Client.Images.DeleteAsync(Name, collect: false, Token));
        Assert.False(await world.Client.Images.DeleteAsync(Name, collect: false, Token));
        Assert.Null(await world.Client.Images.FindAsync(Name, Token));
    }

    private static ImageRecord Record(ReadOnlySpan<byte> bytes) => new(Name, MediaType.OciManifest, Digest.Of(bytes), bytes.Length);
}
