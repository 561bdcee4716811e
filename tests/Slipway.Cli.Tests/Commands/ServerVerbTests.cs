using System.Text.Json;
using Slipway.Cli.Tests.Servers;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Cli.Tests.Commands;

public sealed class ServerVerbTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tokens_CreateListRevoke_PrintTheTokenAlone()
    {
        await using var user = await UserAtServer.LogInAsync();
        var token = await user.PrintAsync("tokens", "create", "--name", "ci", "--scope", "push:web-*", "--scope", "pull", "--expires", "30d");
        var caller = await user.Server.Platform.Authority.AuthenticateAsync(token, Cancellation);
        Assert.Equal(user.Server.Time.GetUtcNow().AddDays(30), caller!.ExpiresAt);
        Assert.Equal(["web-*", "*"], caller.Grants.Select(grant => grant.Pattern));
        var list = await user.PrintAsync("tokens", "list");
        Assert.Matches($@"(?m)^{caller.TokenId}  ci +push:web-\*,pull ", list);
        Assert.DoesNotContain(token, list, StringComparison.Ordinal);
        await user.PrintAsync("tokens", "revoke", caller.TokenId);
        Assert.Null(await user.Server.Platform.Authority.AuthenticateAsync(token, Cancellation));
    }

    [Fact]
    public async Task Organizations_CreateLimitShow_SayWhatTheyAre()
    {
        await using var user = await UserAtServer.LogInAsync();
        Assert.Equal("acme", await user.PrintAsync("orgs", "create", "acme"));
        Assert.Matches("(?m)^max size +10 GiB$", await user.PrintAsync("orgs", "limit", "acme", "--max-size", "10g", "--max-repositories", "5"));
        using var shown = JsonDocument.Parse(await user.PrintAsync("orgs", "show", "acme", "--format", "json"));
        Assert.Equal(5, shown.RootElement.GetProperty("max_repositories").GetInt32());
        using var listed = JsonDocument.Parse(await user.PrintAsync("orgs", "list", "--format", "json"));
        Assert.Equal(["acme", "admin"], listed.RootElement.EnumerateArray().Select(organization => organization.GetProperty("name").GetString()));
        Assert.Contains("no such organization", (await user.RunAsync("orgs", "show", "../users")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Organizations_Members_AreAddedListedAndRemoved()
    {
        await using var user = await UserAtServer.LogInAsync();
        await user.PrintAsync("orgs", "create", "acme");
        await user.PrintAsync("users", "create", "alice");
        await user.PrintAsync("orgs", "members", "add", "acme", "alice", "--role", "admin");
        Assert.Equal("USER   ROLE\nalice  admin", await user.PrintAsync("orgs", "members", "list", "acme"));
        await user.PrintAsync("orgs", "members", "remove", "acme", "alice");
        Assert.Equal("USER  ROLE", await user.PrintAsync("orgs", "members", "list", "acme"));
    }

    [Fact]
    public async Task Delete_NotConfirmed_DeletesNothing()
    {
        await using var user = await UserAtServer.LogInAsync();
        await user.PrintAsync("orgs", "create", "acme");
        Assert.Contains("--yes", (await user.RunAsync("orgs", "delete", "acme")).Error, StringComparison.Ordinal);
        Assert.Equal(1, (await user.TypeAsync("y\n", "orgs", "delete", "acme")).Code);
        await user.PrintAsync("orgs", "show", "acme");
        Assert.Equal(0, (await user.TypeAsync("yes\n", "orgs", "delete", "acme")).Code);
        Assert.Equal(1, (await user.RunAsync("orgs", "show", "acme")).Code);
    }

    [Fact]
    public async Task Users_CreateListDelete_GiveATokenThatDies()
    {
        await using var user = await UserAtServer.LogInAsync();
        var token = await user.PrintAsync("users", "create", "alice");
        Assert.NotNull(await user.Server.Platform.Authority.AuthenticateAsync(token, Cancellation));
        Assert.Matches("(?m)^alice +no ", await user.PrintAsync("users", "list"));
        await user.PrintAsync("users", "delete", "alice", "--yes");
        Assert.Null(await user.Server.Platform.Authority.AuthenticateAsync(token, Cancellation));
    }

    [Fact]
    public async Task Repositories_OfTheTokensOrganization_AreShownSetAndDeleted()
    {
        await using var user = await UserAtServer.LogInAsync();
        var authority = user.Server.Platform.Authority;
        var caller = (await authority.AuthenticateAsync(user.Server.Admin.Token, Cancellation))!;
        Assert.True(RepositoryName.TryParse("team/app", out var name));
        await authority.ResolveAsync(caller, name, RepositoryActions.Push, Cancellation);
        Assert.Contains("team/app", await user.PrintAsync("repos", "list"), StringComparison.Ordinal);
        Assert.Matches("(?m)^keep untagged +12h$", await user.PrintAsync("repos", "set", "team/app", "--keep-tags", "3", "--keep-untagged", "12h"));
        Assert.Matches("(?m)^keep tags +3$", await user.PrintAsync("repos", "show", "team/app", "--org", "admin"));
        await user.PrintAsync("repos", "delete", "team/app", "--yes");
        Assert.Equal("team/app", Assert.Single(user.Server.Contents.Removed).External);
    }

    [Theory]
    [InlineData("tokens", "create", "--expires", "soon")]
    [InlineData("orgs", "limit", "acme", "--max-size", "much")]
    [InlineData("orgs", "members", "add", "acme", "alice", "--role", "owner")]
    public async Task AnyVerb_WrongOption_IsAUsageError(params string[] arguments)
    {
        await using var user = await UserAtServer.StartAsync();
        Assert.Equal(2, (await user.RunAsync(arguments)).Code);
    }
}
