using System.Net;
using Slipway.Contracts.Platform;

namespace Slipway.Platform.Tests.Api;

public sealed class PlatformApiTests : IAsyncLifetime
{
    private PlatformHost? _host;

    private PlatformHost Host => _host!;

    public async ValueTask InitializeAsync() => _host = await PlatformHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    [Fact]
    public async Task Me_OfAdministrator_SaysWho()
    {
        var me = await Host.Admin.GetAsync("/v1/me", PlatformJson.Default.Me);
        Assert.Equal(("admin", true, "admin"), (me.User, me.Administrator, me.Organization));
        Assert.Equal(["admin"], me.Token.Scopes);
        Assert.Equal(new OrganizationRole { Organization = "admin", Role = "admin" }, Assert.Single(me.Organizations));
    }

    [Fact]
    public async Task Me_OfAPullToken_IsAnsweredAndNothingElseIs()
    {
        var made = Host.ClientOf((await Host.Admin.AddTokenAsync("/v1/tokens", "pull")).Token);
        Assert.Equal(HttpStatusCode.OK, await made.StatusAsync("GET", "/v1/me"));
        Assert.Equal(HttpStatusCode.Forbidden, await made.StatusAsync("GET", "/v1/orgs"));
        Assert.Equal(HttpStatusCode.Forbidden, await made.StatusAsync("POST", "/v1/tokens", """{"name":"x","scopes":["admin"]}"""));
    }

    [Theory]
    [InlineData("""{"name":"x","scopes":["pull"],"surprise":1}""")]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":null,"scopes":["pull"]}""")]
    [InlineData("""{"name":"x","scopes":[]}""")]
    [InlineData("""{"name":"x","scopes":[null]}""")]
    [InlineData("""{"name":"x","scopes":["everything"]}""")]
    [InlineData("""{"name":"","scopes":["pull"]}""")]
    [InlineData("""{"name":"a\nb","scopes":["pull"]}""")]
    [InlineData("""{"name":"x","scopes":["pull"],"expires_in_seconds":0}""")]
    [InlineData("""{"name":"x","scopes":["pull"],"expires_in_seconds":99999999999}""")]
    [InlineData("null")]
    [InlineData("[")]
    [InlineData("")]
    public async Task CreateToken_BadBody_IsRefused(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, await Host.Admin.StatusAsync("POST", "/v1/tokens", body));

    [Fact]
    public async Task CreateToken_HugeBody_IsRefused() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Host.Admin.StatusAsync("POST", "/v1/tokens", new string(' ', 70_000)));

    [Fact]
    public async Task CreateOrganization_NameTaken_IsRefused()
    {
        Assert.Equal(HttpStatusCode.Created, await Host.Admin.StatusAsync("POST", "/v1/orgs", """{"name":"acme"}"""));
        Assert.Equal(HttpStatusCode.Conflict, await Host.Admin.StatusAsync("POST", "/v1/orgs", """{"name":"acme"}"""));
        Assert.Equal(HttpStatusCode.Conflict, await Host.Admin.StatusAsync("POST", "/v1/users", """{"name":"acme"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await Host.Admin.StatusAsync("POST", "/v1/orgs", """{"name":"A/../b"}"""));
    }

    [Fact]
    public async Task Members_ByRole_SeeAndManage()
    {
        await Host.AddOrganizationAsync("acme", "admin");
        var alice = await Host.AddUserAsync("alice");
        Assert.Equal(HttpStatusCode.NotFound, await alice.StatusAsync("GET", "/v1/orgs/acme"));
        await Host.Admin.SendAsync("PUT", "/v1/orgs/acme/members/alice", """{"role":"member"}""");
        Assert.Equal(HttpStatusCode.OK, await alice.StatusAsync("GET", "/v1/orgs/acme"));
        Assert.Equal(HttpStatusCode.OK, await alice.StatusAsync("GET", "/v1/orgs/acme/repositories"));
        Assert.Equal(HttpStatusCode.Forbidden, await alice.StatusAsync("GET", "/v1/orgs/acme/tokens"));
        Assert.Equal(HttpStatusCode.Forbidden, await alice.StatusAsync("DELETE", "/v1/orgs/acme"));
        await Host.Admin.SendAsync("PUT", "/v1/orgs/acme/members/alice", """{"role":"admin"}""");
        Assert.Equal(HttpStatusCode.OK, await alice.StatusAsync("GET", "/v1/orgs/acme/tokens"));
        Assert.Equal(["acme", "alice"], (await alice.GetAsync("/v1/orgs", PlatformJson.Default.OrganizationPage)).Organizations.Select(organization => organization.Name));
        Assert.Equal(["alice"], (await alice.GetAsync("/v1/orgs/acme/members", PlatformJson.Default.MemberPage)).Members.Select(member => member.User));
        await Host.Admin.SendAsync("DELETE", "/v1/orgs/acme/members/alice");
        Assert.Equal(HttpStatusCode.NotFound, await alice.StatusAsync("GET", "/v1/orgs/acme"));
    }

    [Fact]
    public async Task Delete_UsersOwnOrganization_IsRefused()
    {
        var alice = await Host.AddUserAsync("alice");
        Assert.Equal(HttpStatusCode.Conflict, await alice.StatusAsync("DELETE", "/v1/orgs/alice"));
        Assert.Equal(HttpStatusCode.Conflict, await alice.StatusAsync("DELETE", "/v1/orgs/alice/members/alice"));
    }

    [Fact]
    public async Task DeleteUser_LastAdministrator_IsRefused()
    {
        Assert.Equal(HttpStatusCode.Conflict, await Host.Admin.StatusAsync("DELETE", "/v1/users/admin"));
        await Host.Admin.SendAsync("POST", "/v1/users", """{"name":"root","administrator":true}""");
        Assert.Equal(HttpStatusCode.NoContent, await Host.Admin.StatusAsync("DELETE", "/v1/users/admin"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Host.Admin.StatusAsync("GET", "/v1/me"));
    }

    [Fact]
    public async Task Repository_Deleted_IsRemovedFromTheRegistryAndCanBePushedAgain()
    {
        var authority = Host.Platform.Authority;
        var caller = (await authority.AuthenticateAsync(Host.Admin.Token, PlatformHost.Cancellation))!;
        Assert.True(Slipway.Registry.Names.RepositoryName.TryParse("team/app", out var name));
        var stored = await authority.ResolveAsync(caller, name, Slipway.Registry.Access.RepositoryActions.Push, PlatformHost.Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, await Host.Admin.StatusAsync("DELETE", "/v1/orgs/admin/repositories/team/app"));
        Assert.Equal(stored, Assert.Single(Host.Contents.Removed));
        Assert.Equal(HttpStatusCode.NotFound, await Host.Admin.StatusAsync("GET", "/v1/orgs/admin/repositories/team/app"));
        await authority.ResolveAsync(caller, name, Slipway.Registry.Access.RepositoryActions.Push, PlatformHost.Cancellation);
        Assert.Equal(HttpStatusCode.OK, await Host.Admin.StatusAsync("GET", "/v1/orgs/admin/repositories/team/app"));
    }

    [Fact]
    public async Task List_MoreThanAPage_GoesOnAfterLast()
    {
        foreach (var name in (string[])["a", "b", "c"])
            await Host.AddUserAsync(name);
        var first = await Host.Admin.GetAsync("/v1/users?limit=3", PlatformJson.Default.UserPage);
        Assert.Equal(["a", "admin", "b"], first.Users.Select(user => user.Name));
        var second = await Host.Admin.GetAsync($"/v1/users?limit=3&last={first.Next}", PlatformJson.Default.UserPage);
        Assert.Equal(["c"], second.Users.Select(user => user.Name));
        Assert.Null(second.Next);
        Assert.Equal(HttpStatusCode.BadRequest, await Host.Admin.StatusAsync("GET", "/v1/users?limit=1001"));
    }

    [Fact]
    public async Task RevokedAndExpiredTokens_AreRefusedAtOnce()
    {
        var brief = await Host.Admin.AddTokenAsync("/v1/tokens", TimeSpan.FromHours(1), "admin");
        var revoked = await Host.Admin.AddTokenAsync("/v1/tokens", "admin");
        Assert.Equal(HttpStatusCode.OK, await Host.ClientOf(brief.Token).StatusAsync("GET", "/v1/me"));
        Assert.Equal(HttpStatusCode.OK, await Host.ClientOf(revoked.Token).StatusAsync("GET", "/v1/me"));
        await Host.Admin.SendAsync("DELETE", $"/v1/tokens/{revoked.Description.Id}");
        Assert.Equal(HttpStatusCode.Unauthorized, await Host.ClientOf(revoked.Token).StatusAsync("GET", "/v1/me"));
        Host.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await Host.ClientOf(brief.Token).StatusAsync("GET", "/v1/me"));
    }

    [Fact]
    public async Task UnknownAddressOrMethod_IsNotFound()
    {
        Assert.Equal(HttpStatusCode.NotFound, await Host.Admin.StatusAsync("GET", "/v1/nothing/here"));
        Assert.Equal(HttpStatusCode.NotFound, await Host.Admin.StatusAsync("PATCH", "/v1/me"));
    }
}
