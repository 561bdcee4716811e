using Slipway.Daemon.Tests.Clients;
using Slipway.Images;
using Slipway.Images.Store;
using Slipway.Oci;

namespace Slipway.Daemon.Tests.Server;

/// <summary>What is pushed is ready to run on the server that keeps it.</summary>
public sealed class PreparationTests
{
    [Theory]
    [InlineData(SeedKind.Oci, LayerFormat.Ext4)]
    [InlineData(SeedKind.Oci, LayerFormat.Erofs)]
    [InlineData(SeedKind.Zstd, LayerFormat.Ext4)]
    [InlineData(SeedKind.Index, LayerFormat.Ext4)]
    public async Task Image_Pushed_IsConvertedBeforeAnybodyAsks(SeedKind kind, LayerFormat format)
    {
        using var directory = new TemporaryDirectory();
        var seed = await PushAsync(directory.Path, kind, format, "--host-layer-format", LayerFormats.NameOf(format));
        // Also after the server has ended, which may be in the middle of it.
        Assert.True(await IsReadyAsync(directory.Path, seed, format));
    }

    [Fact]
    public async Task Image_PushedToAServerThatRunsNoMachines_IsNot()
    {
        using var directory = new TemporaryDirectory();
        await PushAsync(directory.Path, SeedKind.Oci, null, "--roles", "registry,platform");
        Assert.False(Directory.Exists(directory["layers"]));
    }

    /// <param name="prepared">What is waited for; null: nothing.</param>
    private static async Task<Seed> PushAsync(string directory, SeedKind kind, LayerFormat? prepared, params string[] options)
    {
        using var daemon = await DaemonProcess.StartAsync(directory, options);
        using var administrator = await PlatformAdministrator.LoginAsync(daemon.Address, directory);
        await administrator.CreateOrganizationAsync("first");
        var token = await administrator.CreateTokenAsync("first", "push");
        using var home = new ClientHome();
        var seed = await SeedPush.RunAsync(home, daemon.Address.Authority, token, kind, "app");
        if (prepared is { } format)
            await Polling.UntilAsync("the image is prepared", () => IsReadyAsync(directory, seed, format));
        return seed;
    }

    private static async Task<bool> IsReadyAsync(string directory, Seed seed, LayerFormat format)
    {
        var store = new ImageStore(directory, TimeProvider.System, format);
        using var lease = await store.TryLeaseAsync("app", Digest.Parse(seed.PlatformDigest), Oci.Platform.Current, TestContext.Current.CancellationToken);
        return lease is not null;
    }
}
