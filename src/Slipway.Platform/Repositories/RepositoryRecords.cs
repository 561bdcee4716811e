using Microsoft.EntityFrameworkCore;
using Slipway.Platform.Access;
using Slipway.Platform.Store;
using Slipway.Registry.Names;

namespace Slipway.Platform.Repositories;

/// <summary>Records which repositories an organization has pushed to, once each, up to its limit.</summary>
internal sealed class RepositoryRecords(PlatformDatabase database, TimeProvider time)
{
    private const int MaxRemembered = 50_000;

    private readonly GenerationCache<string, string> _recorded = new(MaxRemembered);

    /// <summary>True when the repository is the organization's, from now on or already; false when the organization is gone or has all it may have.</summary>
    public ValueTask<bool> RecordAsync(StoredName repository, CancellationToken cancellationToken) =>
        _recorded.Find(repository.Value) is null ? WriteAsync(repository, cancellationToken) : new(true);

    public void Forget(StoredName repository) => _recorded.Forget((stored, _) => stored == repository.Value);

    public void ForgetOrganization(string organizationKey) =>
        _recorded.Forget((stored, _) => stored.StartsWith(organizationKey, StringComparison.Ordinal));

    private async ValueTask<bool> WriteAsync(StoredName repository, CancellationToken cancellationToken)
    {
        var generation = _recorded.Generation;
        if (!await IsRecordedAsync(repository, cancellationToken) && !await database.WriteAsync(context => AddAsync(context, repository, cancellationToken), cancellationToken))
            return false;
        _recorded.Remember(repository.Value, repository.Value, generation);
        return true;
    }

    private async Task<bool> IsRecordedAsync(StoredName repository, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await Exists(context, repository, cancellationToken);
    }

    private async Task<bool> AddAsync(PlatformContext context, StoredName repository, CancellationToken cancellationToken)
    {
        var key = repository.OrganizationKey;
        if (await Exists(context, repository, cancellationToken))
            return true;
        if (await context.Organizations.FindAsync([key], cancellationToken) is not { } organization)
            return false;
        if (organization.MaxRepositories is { } max && await context.Repositories.CountAsync(row => row.OrganizationKey == key, cancellationToken) >= max)
            return false;
        context.Repositories.Add(new RepositoryRow { OrganizationKey = key, Name = repository.External, FirstPush = time.GetUtcNow() });
        return true;
    }

    private static Task<bool> Exists(PlatformContext context, StoredName repository, CancellationToken cancellationToken)
    {
        var (key, name) = (repository.OrganizationKey, repository.External);
        return context.Repositories.AnyAsync(row => row.OrganizationKey == key && row.Name == name, cancellationToken);
    }
}
