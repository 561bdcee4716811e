using System.Net;

namespace Slipway.Platform.Tests.Api;

/// <summary>Two tenants. What the one asks about the other's things is answered as if they were not there, to the last byte.</summary>
public sealed class TenancyTests
{
    /// <summary>Everything a client can ask about the organization <c>victim</c>, its member, token and repository.</summary>
    private static readonly (string Method, string Path, string? Body)[] s_attacks =
    [
        ("GET", "/v1/orgs/victim", null),
        ("DELETE", "/v1/orgs/victim", null),
        ("PUT", "/v1/orgs/victim/limits", """{"max_bytes":1}"""),
        ("GET", "/v1/orgs/victim/members", null),
        ("PUT", "/v1/orgs/victim/members/attacker", """{"role":"admin"}"""),
        ("PUT", "/v1/orgs/attacker/members/bystander", """{"role":"member"}"""),
        ("DELETE", "/v1/orgs/victim/members/bystander", null),
        ("DELETE", "/v1/orgs/attacker/members/bystander", null),
        ("GET", "/v1/orgs/victim/tokens", null),
        ("POST", "/v1/orgs/victim/tokens", """{"name":"x","scopes":["admin"]}"""),
        ("POST", "/v1/orgs/victim/tokens", "not json"),
        ("GET", "/v1/orgs/victim/repositories", null),
        ("GET", "/v1/orgs/victim/repositories?limit=nonsense", null),
        ("GET", "/v1/orgs/victim/repositories/app", null),
        ("PUT", "/v1/orgs/victim/repositories/app", """{"keep_tags":1}"""),
        ("DELETE", "/v1/orgs/victim/repositories/app", null),
        ("POST", "/v1/orgs", """{"name":"victim"}"""),
        ("GET", "/v1/orgs", null),
        ("POST", "/v1/users", """{"name":"bystander"}"""),
        ("GET", "/v1/users", null),
        ("DELETE", "/v1/users/bystander", null),
        ("GET", "/v1/me", null),
    ];

    [Theory]
    [InlineData("user")]
    [InlineData("organization")]
    [InlineData("puller")]
    public async Task AnyRequest_ForAnotherTenantsThing_AnswersAsIfItWereAbsent(string kind)
    {
        await using var host = await PlatformHost.StartAsync();
        var attacker = kind switch
        {
            "user" => await host.AddUserAsync("attacker"),
            "organization" => await host.AddOrganizationAsync("attacker", "admin"),
            _ => await host.AddOrganizationAsync("attacker", "pull"),
        };
        var absent = await AnswersAsync(attacker);

        await host.AddUserAsync("bystander");
        var victim = await host.AddOrganizationAsync("victim", "admin");
        await host.Admin.SendAsync("PUT", "/v1/orgs/victim/members/bystander", """{"role":"admin"}""");
        var caller = (await host.Platform.Authority.AuthenticateAsync(victim.Token, PlatformHost.Cancellation))!;
        Assert.True(Slipway.Registry.Names.RepositoryName.TryParse("app", out var app));
        Assert.NotNull(await host.Platform.Authority.ResolveAsync(caller, app, Slipway.Registry.Access.RepositoryActions.Push, PlatformHost.Cancellation));
        Assert.Equal(HttpStatusCode.OK, await victim.StatusAsync("GET", "/v1/orgs/victim/repositories/app"));

        Assert.Equal(absent, await AnswersAsync(attacker));
        Assert.Equal(HttpStatusCode.OK, await victim.StatusAsync("GET", "/v1/orgs/victim/repositories/app"));
        Assert.Empty(host.Contents.Removed);
    }

    [Fact]
    public async Task Revoke_AnotherOwnersToken_AnswersAsIfItWereAbsentAndLeavesIt()
    {
        await using var host = await PlatformHost.StartAsync();
        var attacker = await host.AddUserAsync("attacker");
        var victim = await host.AddUserAsync("victim");
        var id = victim.Token.Split('_')[1];
        Assert.Equal(await attacker.SendAsync("DELETE", "/v1/tokens/aaaaaaaaaaaa"), await attacker.SendAsync("DELETE", $"/v1/tokens/{id}"));
        Assert.Equal(await attacker.SendAsync("DELETE", "/v1/orgs/attacker/tokens/aaaaaaaaaaaa"), await attacker.SendAsync("DELETE", $"/v1/orgs/attacker/tokens/{id}"));
        Assert.Equal(HttpStatusCode.OK, await victim.StatusAsync("GET", "/v1/me"));
    }

    [Fact]
    public async Task AnyRequest_NoOrUnknownToken_IsRefusedAlikeForEveryAddress()
    {
        await using var host = await PlatformHost.StartAsync();
        var stranger = host.ClientOf("slip_aaaaaaaaaaaa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in (string[])["/v1/me", "/v1/orgs/admin", "/v1/orgs/absent", "/v1/users", "/v1/nothing"])
            answers.Add((await stranger.SendAsync("GET", path)).Everything);
        Assert.Contains("\"unauthorized\"", Assert.Single(answers), StringComparison.Ordinal);
    }

    private static async Task<string> AnswersAsync(ApiClient client)
    {
        var answers = new List<string>();
        foreach (var (method, path, body) in s_attacks)
        {
            var answer = (await client.SendAsync(method, path, body)).Everything;
            answers.Add($"{method} {path}\n{answer}");
        }

        return string.Join("\n\n", answers);
    }
}
