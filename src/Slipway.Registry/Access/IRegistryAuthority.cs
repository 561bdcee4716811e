using Slipway.Registry.Names;

namespace Slipway.Registry.Access;

/// <summary>
/// The one place where the registry's questions about tokens, organizations and repositories are decided. The platform implements it: in process where
/// both roles run together, over its API where they run apart. Every answer is about one organization, the caller's; there is no question that
/// could reach into another one.
/// </summary>
/// <remarks>Implementations are thread safe and answer from memory where they can: every request asks. A revoked token is refused at once in
/// process, and after at most <see cref="MaxStaleness"/> over the API.</remarks>
public interface IRegistryAuthority
{
    /// <summary>Longest time that an answer from another process may be used again.</summary>
    static readonly TimeSpan MaxStaleness = TimeSpan.FromSeconds(10);

    /// <summary>Who holds this token; null when it is unknown, expired or revoked.</summary>
    ValueTask<Caller?> AuthenticateAsync(string token, CancellationToken cancellationToken);

    /// <summary>The caller of a token that was authenticated before (a JWT names it); null once it is expired or revoked.</summary>
    ValueTask<Caller?> FindCallerAsync(string tokenId, CancellationToken cancellationToken);

    /// <summary>
    /// The stored name behind <paramref name="name"/> for this caller; null when the caller may not do all of <paramref name="actions"/> there.
    /// With <see cref="RepositoryActions.Push"/> the repository is recorded as the organization's, if it is not yet. Whether it exists plays no part in
    /// the answer for pull and delete.
    /// </summary>
    /// <exception cref="Errors.RegistryException">Denied: it would be recorded, but the organization has as many as it may.</exception>
    ValueTask<StoredName?> ResolveAsync(Caller caller, RepositoryName name, RepositoryActions actions, CancellationToken cancellationToken);

    /// <summary>What the collector may remove from a repository.</summary>
    ValueTask<RetentionRules> GetRetentionAsync(StoredName repository, CancellationToken cancellationToken);

    /// <summary>
    /// True while the organization with this key exists. The collector removes the repositories of one that does not.
    /// </summary>
    ValueTask<bool> OrganizationExistsAsync(string organizationKey, CancellationToken cancellationToken);
}
