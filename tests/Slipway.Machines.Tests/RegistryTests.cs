using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>Images on our own registry become machines.</summary>
public sealed class RegistryTests
{
    [Fact]
    public async Task Run_ImageThatSkopeoPushed_IsPulledByToken()
    {
        Tool.Require("skopeo");
        var source = Checkout.Image("scratch");
        using var directory = new TemporaryDirectory();
        using var daemon = await DaemonProcess.StartAsync(directory.Path);
        using var administrator = await PlatformAdministrator.LoginAsync(daemon.Address, directory.Path);
        await administrator.CreateOrganizationAsync("first");
        var pusher = await administrator.CreateTokenAsync("first", "push");
        var puller = await administrator.CreateTokenAsync("first", "pull");
        var name = $"{daemon.Address.Authority}/app:1";
        await Shell.RunAsync("""skopeo copy --quiet --dest-tls-verify=false --dest-creds "x:$1" "$2" "docker://$3" """, pusher.Secret, source, name);

        var result = await RunAsync(name, daemon, puller);
        result.Expect(0);
        Assert.Equal("no shell here\n", result.Output);

        await administrator.RevokeTokenAsync("first", puller);
        (await RunAsync(name, daemon, puller, "--pull", "always")).Expect(125);
    }

    private static async Task<SlipwayResult> RunAsync(string name, DaemonProcess daemon, PlatformToken token, params string[] options)
    {
        await using var process = SlipwayProcess.Start(
            ["run", .. options, name], readOutput: true, ("SLIPWAY_API_URL", daemon.Address.ToString()), ("SLIPWAY_TOKEN", token.Secret));
        process.Input.Close();
        return await process.WaitAsync();
    }
}
