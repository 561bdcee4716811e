using Slipway.Registry.Access;
using Slipway.Registry.Metadata;
using static Slipway.Registry.Tests.Metadata.TestDatabase;

namespace Slipway.Registry.Tests.Metadata;

/// <summary>Who has which blob, and what it costs the organization.</summary>
public sealed class LinkTests
{
    [Fact]
    public async Task Link_OneOrganization_ShowsNothingToAnother()
    {
        await using var test = await TestDatabase.OpenAsync();
        var digest = DigestOf("layer");
        await test.LinkAsync(Repository("app"), digest);
        var (same, foreign) = (Repository("other"), Repository("app", OtherOrganization));
        Assert.Equal(100, await test.Database.FindBlobAsync(Repository("app"), digest, Token));
        Assert.Null(await test.Database.FindBlobAsync(same, digest, Token));
        Assert.Null(await test.Database.FindBlobAsync(foreign, digest, Token));
        Assert.Equal([Repository("app")], test.Database.FindRepositoriesWithBlob(Organization, digest, 10));
        Assert.Empty(test.Database.FindRepositoriesWithBlob(OtherOrganization, digest, 10));
        Assert.IsType<PutManifestOutcome.Missing>(await test.PutAsync(foreign, Image("m", digest)));
        Assert.False(await test.Database.UnlinkBlobAsync(foreign, digest, Token));
        Assert.False(test.Database.HasRepository(foreign));
        Assert.Equal(0, test.Database.GetUsedBytes(OtherOrganization));
        await Assert.ThrowsAsync<ArgumentException>(() => test.Database.MountBlobAsync(Repository("app"), foreign, digest, OrganizationLimits.None, Token));
    }

    [Fact]
    public async Task Mount_SourceWithAndWithout_LinksOrIsAbsent()
    {
        await using var test = await TestDatabase.OpenAsync();
        var digest = DigestOf("layer");
        await test.LinkAsync(Repository("app"), digest);
        var target = Repository("copy");
        Assert.IsType<LinkBlobOutcome.Absent>(
            await test.Database.MountBlobAsync(Repository("app"), target, DigestOf("other"), OrganizationLimits.None, Token));
        Assert.False(test.Database.HasRepository(target));
        Assert.IsType<LinkBlobOutcome.Linked>(await test.Database.MountBlobAsync(Repository("app"), target, digest, OrganizationLimits.None, Token));
        Assert.Equal(100, await test.Database.FindBlobAsync(target, digest, Token));
    }

    [Fact]
    public async Task Usage_BlobInManyRepositories_CountsOnce()
    {
        await using var test = await TestDatabase.OpenAsync();
        var digest = DigestOf("layer");
        foreach (var name in new[] { "a", "b", "b", "c" })
            await test.LinkAsync(Repository(name), digest, 1000, maxBytes: 1000);
        await test.LinkAsync(Repository("a", OtherOrganization), digest, 1000);
        Assert.Equal(1000, test.Database.GetUsedBytes(Organization));
        Assert.Equal(new LinkBlobOutcome.OverQuota(1000, 1000), await test.LinkAsync(Repository("a"), DigestOf("more"), 1, maxBytes: 1000));

        Assert.True(await test.Database.UnlinkBlobAsync(Repository("a"), digest, Token));
        Assert.True(await test.Database.UnlinkBlobAsync(Repository("b"), digest, Token));
        Assert.Equal(1000, test.Database.GetUsedBytes(Organization));
        Assert.True(await test.Database.UnlinkBlobAsync(Repository("c"), digest, Token));
        Assert.Equal(0, test.Database.GetUsedBytes(Organization));
        Assert.Equal(1000, test.Database.GetUsedBytes(OtherOrganization));
    }

    [Fact]
    public async Task Link_FiftyAtOnce_StayWithinTheQuota()
    {
        await using var test = await TestDatabase.OpenAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            i => test.LinkAsync(Repository($"app{i % 5}"), DigestOf($"layer {i}"), length: 100, maxBytes: 1050)));
        Assert.Equal(10, outcomes.Count(outcome => outcome is LinkBlobOutcome.Linked));
        Assert.All(
            outcomes.Where(outcome => outcome is not LinkBlobOutcome.Linked),
            outcome => Assert.Equal(new LinkBlobOutcome.OverQuota(1000, 1050), outcome));
        Assert.Equal(1000, test.Database.GetUsedBytes(Organization));
    }

    [Fact]
    public async Task Repositories_MoreThanTheLimit_AreRefused()
    {
        await using var test = await TestDatabase.OpenAsync();
        var limits = new OrganizationLimits(null, 1);
        Assert.IsType<LinkBlobOutcome.Linked>(await test.Database.LinkBlobAsync(Repository("a"), DigestOf("layer"), 1, limits, Token));
        Assert.IsType<LinkBlobOutcome.Linked>(await test.Database.LinkBlobAsync(Repository("a"), DigestOf("other"), 1, limits, Token));
        Assert.Equal(
            new LinkBlobOutcome.TooManyRepositories(1, 1), await test.Database.LinkBlobAsync(Repository("b"), DigestOf("layer"), 1, limits, Token));
        Assert.Equal(new PutManifestOutcome.OverQuota(1, 1), await test.Database.PutManifestAsync(Repository("b"), Image("m"), [], limits, Token));
        Assert.IsType<PutManifestOutcome.Stored>(await test.Database.PutManifestAsync(Repository("a"), Image("m"), [], limits, Token));
    }

    [Fact]
    public async Task Unlink_NamedByAManifest_LeavesTheManifest()
    {
        await using var test = await TestDatabase.OpenAsync();
        var digest = DigestOf("layer");
        await test.LinkAsync(Repository("app"), digest);
        await test.PutAsync(Repository("app"), Image("m", digest), "v1");
        Assert.True(await test.Database.UnlinkBlobAsync(Repository("app"), digest, Token));
        Assert.Null(await test.Database.FindBlobAsync(Repository("app"), digest, Token));
        Assert.NotNull(test.Database.FindManifest(Repository("app"), "v1"));
    }
}
