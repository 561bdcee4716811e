using Microsoft.Extensions.Time.Testing;
using Slipway.Contracts.Platform;
using Slipway.Registry.Access;
using Slipway.Registry.Errors;
using Slipway.Registry.Names;

namespace Slipway.Platform.Tests.Access;

/// <summary>What every <see cref="IRegistryAuthority"/> keeps, whichever process it is in.</summary>
public abstract class RegistryAuthorityContract : IAsyncLifetime
{
    private PlatformHost? _host;

    private protected PlatformHost Host => _host!;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract IRegistryAuthority Authority { get; }

    public virtual async ValueTask InitializeAsync() => _host = await PlatformHost.StartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets as much time pass as a change may take to be in force.</summary>
    private protected abstract void Settle(FakeTimeProvider time);

    [Fact]
    public async Task AuthenticateAsync_UsersToken_ActsInTheUsersOwnOrganization()
    {
        var alice = await Host.AddUserAsync("alice");
        var caller = await Authority.AuthenticateAsync(alice.Token, Cancellation);
        Assert.Equal("alice", caller?.Organization);
        Assert.StartsWith("user:", caller!.Subject, StringComparison.Ordinal);
        Assert.True(caller.MayListRepositories);
        Assert.True(caller.Allows(Name("any/thing"), RepositoryActions.All));
    }

    [Fact]
    public async Task AuthenticateAsync_OrganizationsToken_ActsThereWithItsScopesOnly()
    {
        var acme = await Host.AddOrganizationAsync("acme", "push:web-*", "pull:base");
        var caller = await Authority.AuthenticateAsync(acme.Token, Cancellation);
        Assert.Equal("acme", caller?.Organization);
        Assert.Equal($"token:{caller!.TokenId}", caller.Subject);
        Assert.False(caller.MayListRepositories);
        Assert.Equal(RepositoryActions.Pull | RepositoryActions.Push, caller.AllowedIn(Name("web-1")));
        Assert.Equal(RepositoryActions.Pull, caller.AllowedIn(Name("base")));
        Assert.Equal(RepositoryActions.None, caller.AllowedIn(Name("basement")));
    }

    [Fact]
    public async Task AuthenticateAsync_TwoTokensOfOneUser_HaveOneSubject()
    {
        var alice = await Host.AddUserAsync("alice");
        var other = await alice.AddTokenAsync("/v1/tokens", "pull");
        Assert.Equal((await Authority.AuthenticateAsync(alice.Token, Cancellation))!.Subject, (await Authority.AuthenticateAsync(other.Token, Cancellation))!.Subject);
    }

    [Fact]
    public async Task AuthenticateAsync_WrongSecretOrNoToken_IsNobody()
    {
        var known = Host.Admin.Token;
        Assert.NotNull(await Authority.AuthenticateAsync(known, Cancellation));
        Assert.Null(await Authority.AuthenticateAsync(known[..^1] + (known[^1] == 'a' ? 'b' : 'a'), Cancellation));
        Assert.Null(await Authority.AuthenticateAsync(TokenText.Create().Reveal(), Cancellation));
        Assert.Null(await Authority.AuthenticateAsync("", Cancellation));
        Assert.Null(await Authority.AuthenticateAsync(new string('x', 100_000), Cancellation));
    }

    [Fact]
    public async Task AuthenticateAsync_RevokedToken_IsNobody()
    {
        var acme = await Host.AddOrganizationAsync("acme", "pull");
        var id = (await Authority.AuthenticateAsync(acme.Token, Cancellation))!.TokenId;
        Assert.NotNull(await Authority.FindCallerAsync(id, Cancellation));
        await Host.Admin.SendAsync("DELETE", $"/v1/orgs/acme/tokens/{id}");
        Settle(Host.Time);
        Assert.Null(await Authority.AuthenticateAsync(acme.Token, Cancellation));
        Assert.Null(await Authority.FindCallerAsync(id, Cancellation));
    }

    [Fact]
    public async Task AuthenticateAsync_ExpiredToken_IsNobodyAtOnce()
    {
        var made = await Host.Admin.AddTokenAsync("/v1/tokens", TimeSpan.FromSeconds(60), "pull");
        var caller = await Authority.AuthenticateAsync(made.Token, Cancellation);
        Assert.Equal(Host.Time.GetUtcNow().AddSeconds(60), caller!.ExpiresAt);
        Host.Time.Advance(TimeSpan.FromSeconds(55));
        Assert.NotNull(await Authority.AuthenticateAsync(made.Token, Cancellation));
        Assert.NotNull(await Authority.FindCallerAsync(caller.TokenId, Cancellation));
        Host.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await Authority.AuthenticateAsync(made.Token, Cancellation));
        Assert.Null(await Authority.FindCallerAsync(caller.TokenId, Cancellation));
    }

    [Fact]
    public async Task OrganizationExistsAsync_DeletedOrganization_IsGoneWithItsTokensForGood()
    {
        var acme = await Host.AddOrganizationAsync("acme", "push");
        var old = (await Authority.AuthenticateAsync(acme.Token, Cancellation))!;
        Assert.True(await Authority.OrganizationExistsAsync(old.OrganizationKey, Cancellation));
        await Host.Admin.SendAsync("DELETE", "/v1/orgs/acme");
        Settle(Host.Time);
        Assert.Null(await Authority.AuthenticateAsync(acme.Token, Cancellation));
        Assert.False(await Authority.OrganizationExistsAsync(old.OrganizationKey, Cancellation));
        Assert.Null(await Authority.ResolveAsync(old, Name("app"), RepositoryActions.Push, Cancellation));
        var anew = await Host.AddOrganizationAsync("acme", "push");
        Assert.NotEqual(old.OrganizationKey, (await Authority.AuthenticateAsync(anew.Token, Cancellation))!.OrganizationKey);
    }

    [Fact]
    public async Task AuthenticateAsync_DeletedUser_IsNobody()
    {
        var alice = await Host.AddUserAsync("alice");
        var old = (await Authority.AuthenticateAsync(alice.Token, Cancellation))!;
        await Host.Admin.SendAsync("DELETE", "/v1/users/alice");
        Settle(Host.Time);
        Assert.Null(await Authority.AuthenticateAsync(alice.Token, Cancellation));
        Assert.False(await Authority.OrganizationExistsAsync(old.OrganizationKey, Cancellation));
        var anew = (await Authority.AuthenticateAsync((await Host.AddUserAsync("alice")).Token, Cancellation))!;
        Assert.NotEqual(old.Subject, anew.Subject);
        Assert.NotEqual(old.OrganizationKey, anew.OrganizationKey);
    }

    [Fact]
    public async Task AuthenticateAsync_LimitsChanged_CallerHasTheNewOnes()
    {
        var acme = await Host.AddOrganizationAsync("acme", "push");
        Assert.Equal(OrganizationLimits.None, (await Authority.AuthenticateAsync(acme.Token, Cancellation))!.Limits);
        await Host.Admin.SendAsync("PUT", "/v1/orgs/acme/limits", """{"max_bytes":1000,"max_repositories":2}""");
        Settle(Host.Time);
        Assert.Equal(new OrganizationLimits(1000, 2), (await Authority.AuthenticateAsync(acme.Token, Cancellation))!.Limits);
    }

    [Fact]
    public async Task ResolveAsync_Push_RecordsTheRepositoryAndKeepsTheLimit()
    {
        var acme = await Host.AddOrganizationAsync("acme", "admin");
        await Host.Admin.SendAsync("PUT", "/v1/orgs/acme/limits", """{"max_repositories":2}""");
        var caller = (await Authority.AuthenticateAsync(acme.Token, Cancellation))!;
        Assert.Equal($"{caller.OrganizationKey}/team/a", (await Push(caller, "team/a"))?.Value);
        Assert.NotNull(await Push(caller, "b"));
        Assert.NotNull(await Push(caller, "team/a"));
        var refused = (await Assert.ThrowsAsync<RegistryException>(async () => await Push(caller, "c"))).Error;
        Assert.Equal(new RegistryError(RegistryErrorCode.Denied, "the organization has 2 repositories and may have 2; delete one first."), refused);
        Assert.NotNull(await Authority.ResolveAsync(caller, Name("c"), RepositoryActions.Pull, Cancellation));
        var page = await acme.GetAsync("/v1/orgs/acme/repositories", PlatformJson.Default.RepositoryPage);
        Assert.Equal(["b", "team/a"], page.Repositories.Select(repository => repository.Name));
    }

    [Fact]
    public async Task ResolveAsync_NotAllowed_IsNullWhetherTheRepositoryExistsOrNot()
    {
        var admin = (await Authority.AuthenticateAsync(Host.Admin.Token, Cancellation))!;
        Assert.NotNull(await Push(admin, "there"));
        var made = await Host.Admin.AddTokenAsync("/v1/tokens", "pull:mine", "push:mine");
        var caller = (await Authority.AuthenticateAsync(made.Token, Cancellation))!;
        Assert.Null(await Authority.ResolveAsync(caller, Name("there"), RepositoryActions.Pull, Cancellation));
        Assert.Null(await Authority.ResolveAsync(caller, Name("absent"), RepositoryActions.Pull, Cancellation));
        Assert.Null(await Authority.ResolveAsync(caller, Name("mine"), RepositoryActions.Push | RepositoryActions.Delete, Cancellation));
        Assert.Null(await Authority.ResolveAsync(caller, Name("mine"), RepositoryActions.None, Cancellation));
        Assert.NotNull(await Authority.ResolveAsync(caller, Name("mine"), RepositoryActions.Pull | RepositoryActions.Push, Cancellation));
    }

    [Fact]
    public async Task ResolveAsync_SameNameInTwoOrganizations_IsTwoRepositories()
    {
        var a = (await Authority.AuthenticateAsync((await Host.AddOrganizationAsync("a", "push")).Token, Cancellation))!;
        var b = (await Authority.AuthenticateAsync((await Host.AddOrganizationAsync("b", "push")).Token, Cancellation))!;
        Assert.NotEqual(await Push(a, "app"), await Push(b, "app"));
    }

    [Fact]
    public async Task GetRetentionAsync_RulesSet_AreAnswered()
    {
        var caller = (await Authority.AuthenticateAsync(Host.Admin.Token, Cancellation))!;
        var stored = (await Push(caller, "team/app"))!.Value;
        Assert.Equal(RetentionRules.None, await Authority.GetRetentionAsync(stored, Cancellation));
        await Host.Admin.SendAsync("PUT", "/v1/orgs/admin/repositories/team/app", """{"keep_tags":5,"keep_untagged_seconds":3600}""");
        Assert.Equal(new RetentionRules(5, TimeSpan.FromHours(1)), await Authority.GetRetentionAsync(stored, Cancellation));
    }

    [Fact]
    public async Task OrganizationExistsAsync_NeverThere_IsFalse() => Assert.False(await Authority.OrganizationExistsAsync("zzzzzzzzzzzz", Cancellation));

    private ValueTask<StoredName?> Push(Caller caller, string name) => Authority.ResolveAsync(caller, Name(name), RepositoryActions.Push, Cancellation);

    private protected static RepositoryName Name(string text)
    {
        Assert.True(RepositoryName.TryParse(text, out var name));
        return name;
    }
}
