using System.Collections.Concurrent;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Registry.Tests.Distribution;

/// <summary>Two organizations: alice and anna of one, bob of the other. The token is the person's name.</summary>
internal sealed class TestAuthority : IRegistryAuthority
{
    public const string KeyOfA = "aaaaaaaaaaaa";
    public const string KeyOfB = "bbbbbbbbbbbb";

    private readonly ConcurrentDictionary<string, Caller> _callers = new();

    public TestAuthority(OrganizationLimits limits)
    {
        Add("alice", "A", KeyOfA, limits, new RepositoryGrant("*", RepositoryActions.All));
        Add("anna", "A", KeyOfA, limits, new RepositoryGrant("team/*", RepositoryActions.All));
        Add("bob", "B", KeyOfB, limits, new RepositoryGrant("*", RepositoryActions.All));
    }

    public ValueTask<Caller?> AuthenticateAsync(string token, CancellationToken cancellationToken) => ValueTask.FromResult(_callers.GetValueOrDefault(token));

    public ValueTask<Caller?> FindCallerAsync(string tokenId, CancellationToken cancellationToken) => ValueTask.FromResult(_callers.GetValueOrDefault(tokenId));

    public ValueTask<StoredName?> ResolveAsync(Caller caller, RepositoryName name, RepositoryActions actions, CancellationToken cancellationToken) =>
        ValueTask.FromResult<StoredName?>(caller.Allows(name, actions) ? StoredName.Of(caller.OrganizationKey, name) : null);

    public ValueTask<RetentionRules> GetRetentionAsync(StoredName repository, CancellationToken cancellationToken) => ValueTask.FromResult(RetentionRules.None);

    public ValueTask<bool> OrganizationExistsAsync(string organizationKey, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    private void Add(string person, string organization, string key, OrganizationLimits limits, RepositoryGrant grant) =>
        _callers[person] = new Caller(person, person, organization, key, limits, [grant], MayListRepositories: grant.Pattern == "*", ExpiresAt: null);
}
