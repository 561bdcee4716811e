using Microsoft.Extensions.Time.Testing;
using Slipway.Registry.Access;
using Slipway.Registry.Collection;
using Slipway.Registry.Names;
using static Slipway.Registry.Tests.Metadata.TestDatabase;

namespace Slipway.Registry.Tests.Collection;

/// <summary>The rules of <see cref="RetentionSweep"/>, each with what it must spare.</summary>
public sealed class RetentionTests
{
    private static readonly StoredName s_app = Repository("app");

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task KeepTags_MoreTags_KeepsThoseThatWerePushedLast()
    {
        using var directory = new TemporaryDirectory();
        await using var registry = await OpenAsync(directory, new RetentionRules(KeepTags: 2, null));
        foreach (var tag in new[] { "a", "b", "c", "d", "a" })
        {
            await registry.PutAsync(s_app, Image($"of {tag}"), [tag], Token);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        await registry.PutAsync(Repository("free"), Image("m"), ["a", "b", "c"], Token);
        Assert.Equal(2, (await registry.Collector.CollectAsync(Token)).Tags);
        Assert.Equal(["a", "d"], registry.Database.ListTags(s_app, null, 10)!.Items);
        Assert.NotNull(registry.Database.FindManifest(s_app, DigestOf("of b")));
        Assert.Equal(3, registry.Database.ListTags(Repository("free"), null, 10)!.Items.Count);
    }

    [Fact]
    public async Task KeepUntagged_ManifestsWithoutName_GoWhenTheirTimeIsOver()
    {
        using var directory = new TemporaryDirectory();
        await using var registry = await OpenAsync(directory, new RetentionRules(null, TimeSpan.FromDays(7)));
        await registry.PutAsync(s_app, Image("tagged"), ["v1"], Token);
        await registry.PutAsync(s_app, Image("untagged"), [], Token);
        await registry.PutAsync(s_app, Image("pushed again"), [], Token);
        await registry.PutAsync(s_app, Image("child"), [], Token);
        await registry.PutAsync(s_app, Index("index", DigestOf("child")), ["index"], Token);
        await registry.PutAsync(s_app, Image("moved away"), ["moving"], Token);

        _clock.Advance(TimeSpan.FromDays(6));
        await registry.PutAsync(s_app, Image("pushed again"), [], Token);
        await registry.PutAsync(s_app, Image("moved to"), ["moving"], Token);
        Assert.Equal(0, (await registry.Collector.CollectAsync(Token)).Manifests);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, (await registry.Collector.CollectAsync(Token)).Manifests);
        Assert.Null(registry.Database.FindManifest(s_app, DigestOf("untagged")));
        _clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal(2, (await registry.Collector.CollectAsync(Token)).Manifests);
        AssertStored(registry, "tagged", "child", "index", "moved to");
    }

    [Fact]
    public async Task KeepUntagged_IndexGoes_ItsPartsFollowAfterAsLong()
    {
        using var directory = new TemporaryDirectory();
        await using var registry = await OpenAsync(directory, new RetentionRules(null, TimeSpan.FromDays(7)));
        await registry.PutAsync(s_app, Image("child"), [], Token);
        await registry.PutAsync(s_app, Index("index", DigestOf("child")), [], Token);
        _clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(1, (await registry.Collector.CollectAsync(Token)).Manifests);
        AssertStored(registry, "child");
        _clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(1, (await registry.Collector.CollectAsync(Token)).Manifests);
    }

    [Fact]
    public async Task KeepUntagged_Referrers_StayAndGoWithTheirSubject()
    {
        using var directory = new TemporaryDirectory();
        await using var registry = await OpenAsync(directory, new RetentionRules(null, TimeSpan.FromDays(7)));
        await registry.PutAsync(s_app, Image("image"), ["v1"], Token);
        await registry.PutAsync(s_app, Signature("signature", DigestOf("image")), [], Token);
        await registry.PutAsync(s_app, Signature("countersigned", DigestOf("signature")), [], Token);
        await registry.PutAsync(s_app, Signature("tagged signature", DigestOf("image")), ["sig"], Token);
        await registry.PutAsync(s_app, Signature("without subject", DigestOf("never pushed")), [], Token);
        _clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(1, (await registry.Collector.CollectAsync(Token)).Manifests);
        AssertStored(registry, "image", "signature", "countersigned", "tagged signature");
        Assert.Null(registry.Database.FindManifest(s_app, DigestOf("without subject")));

        await registry.Database.DeleteTagAsync(s_app, "v1", Token);
        _clock.Advance(TimeSpan.FromDays(6));
        await registry.PutAsync(s_app, Signature("young", DigestOf("image")), [], Token);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(4, (await registry.Collector.CollectAsync(Token)).Manifests);
        AssertStored(registry, "tagged signature");
        Assert.Equal([DigestOf("tagged signature")], registry.Database.ListReferrers(s_app, DigestOf("image"), null, null, 10).Items.Select(item => item.Digest));
    }

    private async Task<TestRegistry> OpenAsync(TemporaryDirectory directory, RetentionRules rules)
    {
        var registry = await TestRegistry.OpenAsync(directory.Path, _clock, TestRegistry.Zero, Token);
        registry.Authority.Rules[s_app] = rules;
        return registry;
    }

    private static void AssertStored(TestRegistry registry, params string[] contents) =>
        Assert.All(contents, content => Assert.True(registry.Database.FindManifest(s_app, DigestOf(content)) is not null, content));
}
