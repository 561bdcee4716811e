using System.Net;
using System.Text;

namespace Slipway.Platform.Tests.Api;

public sealed class SecretsTests
{
    [Fact]
    public async Task Secrets_AfterEveryKindOfUse_AreInNoFileOfTheStoreAndNoLine()
    {
        await using var host = await PlatformHost.StartAsync();
        var alice = await host.AddUserAsync("alice");
        var acme = await host.AddOrganizationAsync("acme", "admin");
        var made = await alice.AddTokenAsync("/v1/tokens", "pull");
        await host.ClientOf(made.Token).SendAsync("GET", "/v1/me");
        await alice.SendAsync("POST", "/v1/tokens", "{" + made.Token);
        await alice.SendAsync("DELETE", $"/v1/tokens/{made.Description.Id}");
        await host.ClientOf(made.Token).SendAsync("GET", "/v1/me");
        string[] secrets = [.. new[] { host.Admin.Token, alice.Token, acme.Token, made.Token, await File.ReadAllTextAsync(host.Options.RegistrySecretFile, PlatformHost.Cancellation) }.Select(text => text.Trim().Split('_')[^1])];

        var bytes = new StringBuilder(host.Log.Text);
        foreach (var file in Directory.GetFiles(host.Options.Directory, "platform.*"))
            bytes.Append(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, PlatformHost.Cancellation)));
        var everything = bytes.ToString();
        Assert.Contains(made.Description.Id, everything, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, everything, StringComparison.Ordinal));
        Assert.Contains($"Token {made.Description.Id} of user:", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_HoldingSecrets_IsNotToBeStored()
    {
        await using var host = await PlatformHost.StartAsync();
        var (status, everything) = await host.Admin.SendAsync("POST", "/v1/tokens", """{"name":"x","scopes":["pull"]}""");
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Contains("Cache-Control: no-store", everything, StringComparison.Ordinal);
    }
}
