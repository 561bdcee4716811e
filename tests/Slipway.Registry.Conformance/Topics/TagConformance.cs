using System.Text.Json;
using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Samples;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>The tags of a repository, whole and by pages (distribution-spec 1.1, "Listing Tags").</summary>
public abstract class TagConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    // In the order of their bytes: digits, upper case, underscore, lower case.
    private static readonly string[] s_tags = ["0.9", "1.0", "1.0-rc", "1.10", "Beta", "_x", "alpha", "latest"];

    [Fact]
    [Clause("end-8a", "Listing Tags")]
    public async Task Tags_Listed_AreAllOfThem()
    {
        await PushTagsAsync();
        var answer = (await ListAsync("")).Expect(200);

        Assert.Equal(Repository, answer.Json.GetProperty("name").GetString());
        Assert.Equal(s_tags, TagsOf(answer).Order(StringComparer.Ordinal));
        Assert.StartsWith("application/json", answer.Header("Content-Type"), StringComparison.Ordinal);
    }

    [Fact]
    [Clause("end-8a", "Listing Tags")]
    public async Task Tags_Listed_AreInOrder()
    {
        Needs(Feature.TagPaging);
        await PushTagsAsync();
        Assert.Equal(s_tags, TagsOf((await ListAsync("")).Expect(200)));
    }

    [Fact]
    [Clause("end-8a", "Listing Tags")]
    public async Task Tags_OfAnUnknownRepository_Answer404() => (await ListAsync("")).Expect(404).ExpectError("NAME_UNKNOWN");

    /// <summary>A manifest pushed by digest alone makes a repository without tags.</summary>
    [Fact]
    [Clause("end-8a", "Listing Tags")]
    public async Task Tags_WhereNoneArePushed_AreAnEmptyListOrUnknown()
    {
        var image = SampleImages.Image();
        await image.PushAsync(Probe, Repository, image.Top.Digest.ToString());
        var answer = (await ListAsync("")).Expect(200, 404);
        if (answer.Status == 200)
            Assert.Empty(TagsOf(answer));
    }

    [Fact]
    [Clause("end-8b", "Listing Tags")]
    public async Task Tags_WithN_AreTheFirstOnesAndALink()
    {
        Needs(Feature.TagPaging);
        await PushTagsAsync();
        var answer = (await ListAsync("?n=3")).Expect(200);

        Assert.Equal(s_tags[..3], TagsOf(answer));
        Assert.NotNull(answer.NextPage);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    [Clause("end-8b", "Listing Tags")]
    public async Task Tags_FollowedByLink_AreAllOfThemOnce(int n)
    {
        Needs(Feature.TagPaging);
        await PushTagsAsync();
        var found = new List<string>();
        var next = (string?)$"/v2/{Repository}/tags/list?n={n}";
        while (next is not null && found.Count <= s_tags.Length)
        {
            var answer = (await Probe.GetAsync(next)).Expect(200);
            Assert.InRange(TagsOf(answer).Length, 0, n);
            found.AddRange(TagsOf(answer));
            next = answer.NextPage;
        }

        Assert.Equal(s_tags, found);
    }

    [Fact]
    [Clause("end-8b", "Listing Tags")]
    public async Task Tags_WithAllOfThemOnThePage_HaveNoLink()
    {
        await PushTagsAsync();
        var answer = (await ListAsync("?n=100")).Expect(200);
        Assert.Equal(s_tags, TagsOf(answer).Order(StringComparer.Ordinal));
        Assert.Null(answer.NextPage);
    }

    [Fact]
    [Clause("end-8b", "Listing Tags")]
    public async Task Tags_WithNOfZero_AreNoneWithoutLink()
    {
        Needs(Feature.TagPaging);
        await PushTagsAsync();
        var answer = (await ListAsync("?n=0")).Expect(200);
        Assert.Empty(TagsOf(answer));
        Assert.Null(answer.Header("Link"));
    }

    /// <summary>What comes after <c>last</c>, which itself need not exist.</summary>
    [Theory]
    [InlineData("1.10", 4)]
    [InlineData("1.5", 4)]
    [InlineData("latest", 8)]
    [InlineData("zzz", 8)]
    [Clause("end-8b", "Listing Tags")]
    public async Task Tags_WithLastAlone_BeginBehindIt(string last, int first)
    {
        Needs(Feature.TagPaging);
        await PushTagsAsync();
        Assert.Equal(s_tags[first..], TagsOf((await ListAsync($"?last={last}")).Expect(200)));
    }

    [Fact]
    [Clause("end-8b", "Listing Tags")]
    public async Task Tags_WithLastAndN_AreTheNextPage()
    {
        Needs(Feature.TagPaging);
        await PushTagsAsync();
        Assert.Equal(s_tags[3..5], TagsOf((await ListAsync("?last=1.0-rc&n=2")).Expect(200)));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    [Clause("end-8b", "distribution: PAGINATION_NUMBER_INVALID")]
    public async Task Tags_WithNThatIsNoNumber_AreRefused(string n)
    {
        Needs(Feature.TagPaging);
        await PushTagsAsync();
        (await ListAsync($"?n={n}")).Expect(400).ExpectError("PAGINATION_NUMBER_INVALID");
    }

    /// <summary>A page of two thousand million must not be allocated (the fault of CVE-2023-2253).</summary>
    [Theory]
    [InlineData("2147483647")]
    [InlineData("99999999999999999999")]
    [Clause("end-8b", "Listing Tags")]
    public async Task Tags_WithAHugeN_AreRefusedOrListed(string n)
    {
        await PushTagsAsync();
        var answer = (await ListAsync($"?n={n}")).Expect(200, 400);
        if (answer.Status == 200)
            Assert.Equal(s_tags, TagsOf(answer).Order(StringComparer.Ordinal));
    }

    private Task<Answer> ListAsync(string query) => Probe.GetAsync($"/v2/{Repository}/tags/list{query}");

    private async Task PushTagsAsync()
    {
        var image = SampleImages.Image();
        await image.PushPartsAsync(Probe, Repository);
        foreach (var tag in s_tags.Reverse())
            await Probe.PushManifestAsync(Repository, tag, image.Top.MediaType, image.Top.Bytes);
    }

    private static string[] TagsOf(Answer answer) =>
        answer.Json.GetProperty("tags") is { ValueKind: JsonValueKind.Array } tags ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!)] : [];
}
