using Slipway.Daemon.Tests.Clients;
using Slipway.Images.Store;
using Slipway.Oci;

namespace Slipway.Daemon.Tests.Server;

/// <summary>What is pushed is ready to run on the server that keeps it.</summary>
public sealed class PreparationTests
{
    [Theory]
    [InlineData(SeedKind.Oci)]
    [InlineData(SeedKind.Zstd)]
    [InlineData(SeedKind.Index)]
    public async Task Image_Pushed_IsConvertedBeforeAnybodyAsks(SeedKind kind)
    {
        using var directory = new TemporaryDirectory();
        var seed = await PushAsync(directory.Path, kind);
        // Also after the server has ended, which may be in the middle of it.
        Assert.True(await IsReadyAsync(directory.Path, seed));
    }

    [Fact]
    public async Task Image_PushedToAServerThatRunsNoMachines_IsNot()
    {
        using var directory = new TemporaryDirectory();
        await PushAsync(directory.Path, SeedKind.Oci, "--roles", "registry,platform");
        Assert.False(Directory.Exists(directory["layers"]));
    }

    private static async Task<Seed> PushAsync(string directory, SeedKind kind, params string[] options)
    {
        using var daemon = await DaemonProcess.StartAsync(directory, options);
        using var administrator = await PlatformAdministrator.LoginAsync(daemon.Address, directory);
        await administrator.CreateOrganizationAsync("first");
        var token = await administrator.CreateTokenAsync("first", "push");
        using var home = new ClientHome();
        var seed = await SeedPush.RunAsync(home, daemon.Address.Authority, token, kind, "app");
        if (options.Length == 0)
            await Polling.UntilAsync("the image is prepared", () => IsReadyAsync(directory, seed));
        return seed;
    }

    private static async Task<bool> IsReadyAsync(string directory, Seed seed)
    {
        var store = new ImageStore(directory, TimeProvider.System);
        using var lease = await store.TryLeaseAsync("app", Digest.Parse(seed.PlatformDigest), Oci.Platform.Current, TestContext.Current.CancellationToken);
        return lease is not null;
    }
}
