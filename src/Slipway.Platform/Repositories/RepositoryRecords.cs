using Microsoft.EntityFrameworkCore;
using Slipway.Platform.Access;
using Slipway.Platform.Store;
using Slipway.Registry.Names;

namespace Slipway.Platform.Repositories;

/// <summary>Records which repositories an organization has pushed to, once each, up to its limit.</summary>
internal sealed class RepositoryRecords(PlatformDatabase database, TimeProvider time)
{
    private const int MaxRemembered = 50_000;

    private static readonly RecordOutcome s_recorded = new RecordOutcome.Recorded();

    private readonly GenerationCache<string, string> _recorded = new(MaxRemembered);

    public ValueTask<RecordOutcome> RecordAsync(StoredName repository, CancellationToken cancellationToken) =>
        _recorded.Find(repository.Value) is null ? WriteAsync(repository, cancellationToken) : new(s_recorded);

    public void Forget(StoredName repository) => _recorded.Forget((stored, _) => stored == repository.Value);

    public void ForgetOrganization(string organizationKey) =>
        _recorded.Forget((stored, _) => stored.StartsWith(organizationKey, StringComparison.Ordinal));

    private async ValueTask<RecordOutcome> WriteAsync(StoredName repository, CancellationToken cancellationToken)
    {
        var generation = _recorded.Generation;
        var outcome = await IsRecordedAsync(repository, cancellationToken)
            ? s_recorded
            : await database.WriteAsync(context => AddAsync(context, repository, cancellationToken), cancellationToken);
        if (outcome is RecordOutcome.Recorded)
            _recorded.Remember(repository.Value, repository.Value, generation);
        return outcome;
    }

    private async Task<bool> IsRecordedAsync(StoredName repository, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await Exists(context, repository, cancellationToken);
    }

    private async Task<RecordOutcome> AddAsync(PlatformContext context, StoredName repository, CancellationToken cancellationToken)
    {
        var key = repository.OrganizationKey;
        if (await Exists(context, repository, cancellationToken))
            return s_recorded;
        if (await context.Organizations.FindAsync([key], cancellationToken) is not { } organization)
            return new RecordOutcome.Gone();
        var used = await context.Repositories.CountAsync(row => row.OrganizationKey == key, cancellationToken);
        if (used >= organization.MaxRepositories)
            return new RecordOutcome.Full(used, organization.MaxRepositories.Value);
        context.Repositories.Add(new RepositoryRow { OrganizationKey = key, Name = repository.External, FirstPush = time.GetUtcNow() });
        return s_recorded;
    }

    private static Task<bool> Exists(PlatformContext context, StoredName repository, CancellationToken cancellationToken)
    {
        var (key, name) = (repository.OrganizationKey, repository.External);
        return context.Repositories.AnyAsync(row => row.OrganizationKey == key && row.Name == name, cancellationToken);
    }
}
