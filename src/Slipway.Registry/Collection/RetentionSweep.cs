using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Metadata;
using Slipway.Registry.Names;

namespace Slipway.Registry.Collection;

/// <summary>Removes what owners no longer want: repositories of removed organizations, and what retention rules let go.</summary>
/// <remarks>
/// The rules of a repository (<see cref="RetentionRules"/>), precisely:
/// <list type="bullet">
/// <item>KeepTags: of all tags the most recently pushed ones stay; pushing a tag again, even with the same manifest, makes it the most recent.</item>
/// <item>KeepUntagged: a manifest goes once, for that long and for the collector's grace, no tag named it and no index in the repository listed it.
/// The time runs from the moment it lost the last of them, or was last pushed; so the parts of an index that goes stay as long again.</item>
/// <item>A manifest whose subject is in the repository stays with it, whatever its age; when the subject goes by these rules, it goes too, and so do
/// its own referrers, except those that a tag or an index names. One whose subject is not in the repository is a manifest like any other.</item>
/// </list>
/// </remarks>
internal sealed class RetentionSweep(RegistryDatabase database, IRegistryAuthority authority, TimeSpan grace)
{
    private const int Batch = 100;

    public async Task RunAsync(CollectionTally tally, CancellationToken cancellationToken)
    {
        await RemoveDeadOrganizationsAsync(tally, cancellationToken);
        StoredName? last = null;
        while (database.ListStoredNames(last, Batch) is { Count: > 0 } names)
        {
            foreach (var name in names)
                await ApplyAsync(name, await authority.GetRetentionAsync(name, cancellationToken), tally, cancellationToken);
            last = names[^1];
        }
    }

    private async Task RemoveDeadOrganizationsAsync(CollectionTally tally, CancellationToken cancellationToken)
    {
        string? last = null;
        while (database.ListOrganizations(last, Batch) is { Count: > 0 } keys)
        {
            foreach (var key in keys)
            {
                if (!await authority.OrganizationExistsAsync(key, cancellationToken))
                    await RemoveOrganizationAsync(key, tally, cancellationToken);
            }

            last = keys[^1];
        }
    }

    private async Task RemoveOrganizationAsync(string key, CollectionTally tally, CancellationToken cancellationToken)
    {
        while (database.ListRepositories(key, last: null, Batch) is { Items: { Count: > 0 } repositories })
        {
            foreach (var external in repositories)
            {
                if (!StoredName.TryParse($"{key}/{external}", out var name))
                    throw new InvalidDataException($"'{key}/{external}' is no stored name.");
                await database.RemoveRepositoryAsync(name, cancellationToken);
                tally.Repositories++;
            }
        }
    }

    private async Task ApplyAsync(StoredName name, RetentionRules rules, CollectionTally tally, CancellationToken cancellationToken)
    {
        if (rules.KeepTags is { } keep)
        {
            while (await database.TrimTagsAsync(name, keep, Batch, cancellationToken) is > 0 and var removed)
                tally.Tags += removed;
        }

        if (rules.KeepUntagged is not { } untagged)
            return;
        var cutoff = database.Clock.GetUtcNow() - (untagged > grace ? untagged : grace);
        while (database.ListUnnamedManifests(name, cutoff, Batch) is { Count: > 0 } digests)
        {
            var removed = await database.RemoveUnnamedAsync(name, digests, cutoff, cancellationToken);
            Count(removed.Count, tally);
            await RemoveReferrersAsync(name, removed.Referrers, tally, cancellationToken);
        }
    }

    private async Task RemoveReferrersAsync(StoredName name, IReadOnlyList<Digest> referrers, CollectionTally tally, CancellationToken cancellationToken)
    {
        var waiting = new Queue<Digest>(referrers);
        while (waiting.Count > 0)
        {
            var batch = new List<Digest>(Batch);
            while (batch.Count < Batch && waiting.TryDequeue(out var digest))
                batch.Add(digest);
            var removed = await database.RemoveUnnamedAsync(name, batch, cutoff: null, cancellationToken);
            Count(removed.Count, tally);
            foreach (var digest in removed.Referrers)
                waiting.Enqueue(digest);
        }
    }

    private static void Count(int removed, CollectionTally tally)
    {
        tally.Manifests += removed;
        RegistryMetrics.ManifestsRemoved.Add(removed);
    }
}
