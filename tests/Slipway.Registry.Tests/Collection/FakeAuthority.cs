using System.Collections.Concurrent;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Registry.Tests.Collection;

/// <summary>Knows what the collector asks.</summary>
internal sealed class FakeAuthority : IRegistryAuthority
{
    public ConcurrentDictionary<StoredName, RetentionRules> Rules { get; } = [];

    public ConcurrentDictionary<string, bool> Removed { get; } = [];

    public bool IsDown { get; set; }

    public ValueTask<RetentionRules> GetRetentionAsync(StoredName repository, CancellationToken cancellationToken) => IsDown
        ? throw new HttpRequestException("the platform does not answer")
        : ValueTask.FromResult(Rules.GetValueOrDefault(repository, RetentionRules.None));

    public ValueTask<bool> OrganizationExistsAsync(string organizationKey, CancellationToken cancellationToken) => IsDown
        ? throw new HttpRequestException("the platform does not answer")
        : ValueTask.FromResult(!Removed.ContainsKey(organizationKey));

    public ValueTask<Caller?> AuthenticateAsync(string token, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Caller?> FindCallerAsync(string tokenId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StoredName?> ResolveAsync(Caller caller, RepositoryName name, RepositoryActions actions, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
