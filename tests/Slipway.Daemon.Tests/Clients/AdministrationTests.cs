namespace Slipway.Daemon.Tests.Clients;

/// <summary>From the first start to the first push, with nothing but the two programs.</summary>
public sealed class AdministrationTests
{
    [Fact]
    public async Task FirstStart_ThenOneOrganization_PushesByDockersLogin()
    {
        using var directory = new TemporaryDirectory();
        using var daemon = await DaemonProcess.StartAsync(directory.Path);
        await using var slipway = new Slipway();
        await slipway.StartAsync();
        (await slipway.RunAsync("auth", "login", daemon.Address.ToString(), "--token-file", directory["admin.token"])).Expect();
        (await slipway.RunAsync("orgs", "create", "third")).Expect();
        (await slipway.RunAsync("auth", "docker", "--org", "third")).Expect();

        SampleImage.Write(slipway["made"]);
        var name = $"{daemon.Address.Authority}/app:1";
        using var home = new ClientHome();
        (await home.RunAsync("skopeo", "copy", "--dest-tls-verify=false", "--dest-authfile", Path.Combine(slipway["docker"], "config.json"), $"oci:{slipway["made"]}", $"docker://{name}")).Expect();

        Assert.Contains("app", (await slipway.RunAsync("repos", "list", "--org", "third")).Expect(), StringComparison.Ordinal);
        var token = (await slipway.RunAsync("tokens", "create", "--org", "third", "--scope", "pull")).Expect().Split('\n')[0];
        (await home.RunAsync("skopeo", "inspect", "--tls-verify=false", "--creds", $"x:{token}", $"docker://{name}")).Expect();
        var refused = (await home.RunAsync(
            "skopeo", "copy", "--dest-tls-verify=false", "--dest-creds", $"x:{token}", $"oci:{slipway["made"]}", $"docker://{daemon.Address.Authority}/other:1")).ExpectFailure();
        Assert.Matches("(?i)denied|unauthorized|name unknown|not allowed", refused);
    }
}
