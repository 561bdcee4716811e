using System.Collections.Concurrent;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Registry.Tests.Authorizer;

/// <summary>An authority in memory: organizations by their keys, tokens as they were added, and what was asked to be stored.</summary>
internal sealed class FakeAuthority : IRegistryAuthority
{
    public const string AcmeKey = "k7q2m4x9d3f1";
    public const string GlobexKey = "z0z1z2z3z4z5";

    private readonly ConcurrentDictionary<string, Caller> _byToken = new();

    /// <summary>Stored names that a push was resolved for.</summary>
    public ConcurrentDictionary<string, bool> Recorded { get; } = new();

    /// <summary>How often a token was looked up by its secret.</summary>
    public int Lookups { get; private set; }

    /// <summary>A token; its secret is <c>secret-ID</c>.</summary>
    public string Add(string id, string organization, string key, bool administrator, params RepositoryGrant[] grants)
    {
        var secret = $"secret-{id}";
        _byToken[secret] = new Caller(id, $"user-{id}", organization, key, OrganizationLimits.None, grants, administrator, ExpiresAt: null);
        return secret;
    }

    public void Revoke(string id) => _byToken.TryRemove($"secret-{id}", out _);

    /// <summary>
    /// Acme with an administrator (<c>acme</c>), one who may only pull (<c>acme-reader</c>), one who may push but not delete below team/
    /// (<c>acme-pusher</c>); globex with an administrator (<c>globex</c>).
    /// </summary>
    public static FakeAuthority WithTwoOrganizations()
    {
        var authority = new FakeAuthority();
        authority.Add("acme", "acme", AcmeKey, true, new RepositoryGrant("*", RepositoryActions.All));
        authority.Add("acme-reader", "acme", AcmeKey, false, new RepositoryGrant("*", RepositoryActions.Pull));
        authority.Add("acme-pusher", "acme", AcmeKey, false, new RepositoryGrant("team/*", RepositoryActions.Pull | RepositoryActions.Push));
        authority.Add("globex", "globex", GlobexKey, true, new RepositoryGrant("*", RepositoryActions.All));
        return authority;
    }

    public ValueTask<Caller?> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        Lookups++;
        return ValueTask.FromResult(_byToken.GetValueOrDefault(token));
    }

    public ValueTask<Caller?> FindCallerAsync(string tokenId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_byToken.GetValueOrDefault($"secret-{tokenId}"));

    public ValueTask<StoredName?> ResolveAsync(Caller caller, RepositoryName name, RepositoryActions actions, CancellationToken cancellationToken)
    {
        if (!caller.Allows(name, actions))
            return ValueTask.FromResult<StoredName?>(null);
        var stored = StoredName.Of(caller.OrganizationKey, name);
        if (actions.HasFlag(RepositoryActions.Push))
            Recorded[stored.Value] = true;
        return ValueTask.FromResult<StoredName?>(stored);
    }

    public ValueTask<RetentionRules> GetRetentionAsync(StoredName repository, CancellationToken cancellationToken) => ValueTask.FromResult(RetentionRules.None);

    public ValueTask<bool> OrganizationExistsAsync(string organizationKey, CancellationToken cancellationToken) =>
        ValueTask.FromResult(organizationKey is AcmeKey or GlobexKey);
}
