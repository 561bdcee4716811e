using Microsoft.EntityFrameworkCore;
using Slipway.Contracts.Platform;
using Slipway.Platform.Repositories;
using Slipway.Platform.Store;
using Slipway.Registry.Access;
using Slipway.Registry.Errors;
using Slipway.Registry.Names;

namespace Slipway.Platform.Access;

/// <summary>Answers the registry in the platform's own process: from memory for tokens it knows, and a change is in force when the call that made it ends.</summary>
internal sealed class PlatformAuthority(PlatformDatabase database, TokenCache tokens, RepositoryRecords repositories) : IRegistryAuthority
{
    public ValueTask<Caller?> AuthenticateAsync(string token, CancellationToken cancellationToken) =>
        TokenText.TryParse(token, out var text) ? AuthenticateAsync(text.Id, text.HashSecret(), cancellationToken) : default;

    /// <summary>Who holds the token with this id and this hash of the secret; null when nobody does.</summary>
    public async ValueTask<Caller?> AuthenticateAsync(string tokenId, byte[] secretHash, CancellationToken cancellationToken) =>
        TokenText.IsId(tokenId) ? (await tokens.VerifyAsync(tokenId, secretHash, cancellationToken))?.Caller : null;

    public async ValueTask<Caller?> FindCallerAsync(string tokenId, CancellationToken cancellationToken) =>
        TokenText.IsId(tokenId) ? (await tokens.FindAsync(tokenId, cancellationToken))?.Caller : null;

    public async ValueTask<StoredName?> ResolveAsync(Caller caller, RepositoryName name, RepositoryActions actions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (actions == RepositoryActions.None || !caller.Allows(name, actions))
            return null;
        var stored = StoredName.Of(caller.OrganizationKey, name);
        if (!actions.HasFlag(RepositoryActions.Push))
            return stored;
        return await RecordAsync(stored, cancellationToken) switch
        {
            RecordOutcome.Recorded => stored,
            RecordOutcome.Full full => throw RegistryException.TooManyRepositories(full.Used, full.Max),
            _ => null,
        };
    }

    /// <summary>Records that a repository of the caller's organization is pushed to.</summary>
    public ValueTask<RecordOutcome> RecordAsync(StoredName repository, CancellationToken cancellationToken) => repositories.RecordAsync(repository, cancellationToken);

    public async ValueTask<RetentionRules> GetRetentionAsync(StoredName repository, CancellationToken cancellationToken)
    {
        var (key, name) = (repository.OrganizationKey, repository.External);
        await using var context = database.CreateDbContext();
        var row = await context.Repositories.AsNoTracking().SingleOrDefaultAsync(row => row.OrganizationKey == key && row.Name == name, cancellationToken);
        return row is null ? RetentionRules.None : new RetentionRules(row.KeepTags, row.KeepUntagged);
    }

    public async ValueTask<bool> OrganizationExistsAsync(string organizationKey, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await context.Organizations.AnyAsync(row => row.Key == organizationKey, cancellationToken);
    }
}
