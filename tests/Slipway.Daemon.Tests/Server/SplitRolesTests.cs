using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Slipway.Daemon.Tests.Clients;

namespace Slipway.Daemon.Tests.Server;

/// <summary>Platform and registry as two processes.</summary>
public sealed class SplitRolesTests(ITestOutputHelper output)
{
    [Fact]
    public async Task RegistryApart_PushesByThePlatformsTokens_UntilTheyAreRevoked()
    {
        using var directory = new TemporaryDirectory();
        using var platform = await DaemonProcess.StartAsync(directory["platform"], "--roles", "platform");
        using var registry = await DaemonProcess.StartAsync(
            directory["registry"], "--roles", "registry", "--platform-url", platform.Address.ToString(), "--platform-secret-file", directory["platform/registry.secret"]);
        using var administrator = await PlatformAdministrator.LoginAsync(platform.Address, directory["platform"]);
        await administrator.CreateOrganizationAsync("first");
        var token = await administrator.CreateTokenAsync("first", "push");

        using var home = new ClientHome();
        var seed = await SeedPush.RunAsync(home, registry.Address.Authority, token, SeedKind.Oci, "app");
        using var basic = TestServer.CreateClient(registry.Address, token);
        using var bearer = new HttpClient { BaseAddress = registry.Address };
        bearer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await ExchangeAsync(basic));
        var manifest = $"/v2/app/manifests/{seed.Digest}";
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(basic, manifest));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(bearer, manifest));

        await administrator.RevokeTokenAsync("first", token);
        var took = await Polling.UntilAsync(
            "the revoked token is refused, and what was made of it",
            async () => await StatusAsync(basic, manifest) == HttpStatusCode.Unauthorized && await StatusAsync(bearer, manifest) == HttpStatusCode.Unauthorized);
        output.WriteLine($"refused after {took}");
    }

    [Fact]
    public async Task RegistryApart_PlatformIsGone_AnswersUnavailable()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["secret"], new string('s', 43), TestContext.Current.CancellationToken);
        using var registry = await DaemonProcess.StartAsync(
            directory["registry"], "--roles", "registry", "--platform-url", "http://127.0.0.1:1", "--platform-secret-file", directory["secret"]);
        using var client = TestServer.CreateClient(registry.Address, new PlatformToken("aaaaaaaaaaaa", "slip_aaaaaaaaaaaa_" + new string('A', 43)));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/v2/app/manifests/1"));
    }

    /// <summary>A token of the registry's own for pulling.</summary>
    private static async Task<string> ExchangeAsync(HttpClient client)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync("/auth/token?service=slipway&scope=repository:app:pull", TestContext.Current.CancellationToken));
        return answer.RootElement.GetProperty("token").GetString()!;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
