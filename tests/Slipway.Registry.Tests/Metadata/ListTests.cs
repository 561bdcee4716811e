using System.Text;
using Slipway.Oci;
using Slipway.Registry.Metadata;
using static Slipway.Registry.Tests.Metadata.TestDatabase;

namespace Slipway.Registry.Tests.Metadata;

/// <summary>Tags, catalog and referrers, page by page.</summary>
public sealed class ListTests
{
    [Fact]
    public async Task Tags_Pages_AreInAsciiOrder()
    {
        await using var test = await TestDatabase.OpenAsync();
        string[] tags = ["_x", "0", "1.10", "1.9", "A", "a", "b", "latest"];
        await test.PutAsync(Repository("app"), Image("m"), tags);
        Assert.Equal(tags.Order(StringComparer.Ordinal), ReadPages(last => test.Database.ListTags(Repository("app"), last, 3)!, 3));
        Assert.Null(test.Database.ListTags(Repository("none"), null, 3));
        Assert.Equal(["latest"], test.Database.ListTags(Repository("app"), "c", 3)!.Items);
    }

    [Fact]
    public async Task Repositories_OneOrganization_AreItsOwn()
    {
        await using var test = await TestDatabase.OpenAsync();
        string[] names = ["a", "a-b", "a/b", "a.b", "a0", "b", "team/app"];
        foreach (var name in names)
            await test.LinkAsync(Repository(name), DigestOf("layer"));
        await test.LinkAsync(Repository("theirs", OtherOrganization), DigestOf("layer"));
        Assert.Equal(
            names.Order(StringComparer.Ordinal), ReadPages(last => test.Database.ListRepositories(Organization, last, 2), 2));
        Assert.Equal(["theirs"], test.Database.ListRepositories(OtherOrganization, null, 10).Items);
        Assert.Empty(test.Database.ListRepositories("cccccccccccc", null, 10).Items);
    }

    [Fact]
    public async Task Referrers_OfASubject_AreFilteredAndPaged()
    {
        await using var test = await TestDatabase.OpenAsync();
        var subject = Image("subject");
        for (var i = 0; i < 7; i++)
            await test.PutAsync(Repository("app"), Signature($"s{i}", subject.Manifest.Digest, i < 4 ? "application/signature" : "application/sbom"));
        await test.PutAsync(Repository("app"), Signature("elsewhere", DigestOf("other")));
        await test.PutAsync(Repository("other"), Signature("other repository", subject.Manifest.Digest));

        Assert.Equal(Digests(0, 7), ReadReferrers(null));
        Assert.Equal(Digests(0, 4), ReadReferrers("application/signature"));
        Assert.Equal([], ReadReferrers("application/none"));
        var first = test.Database.ListReferrers(Repository("app"), subject.Manifest.Digest, null, null, 1);
        Assert.Equal($"{{\"of\":\"{Content(first.Items[0].Digest)}\"}}", Encoding.UTF8.GetString(first.Items[0].DescriptorJson.Span));

        List<Digest> ReadReferrers(string? type)
        {
            var all = new List<Digest>();
            Digest? last = null;
            while (true)
            {
                var page = test.Database.ListReferrers(Repository("app"), subject.Manifest.Digest, type, last, 2);
                all.AddRange(page.Items.Select(item => item.Digest));
                if (!page.More)
                    return all;
                last = page.Items[^1].Digest;
            }
        }

        static IEnumerable<Digest> Digests(int from, int to) =>
            Enumerable.Range(from, to - from).Select(i => DigestOf($"s{i}")).OrderBy(digest => digest.ToString(), StringComparer.Ordinal);

        static string Content(Digest digest) => Enumerable.Range(0, 7).Select(i => $"s{i}").Single(content => DigestOf(content) == digest);
    }

    private static List<string> ReadPages(Func<string?, Page<string>> read, int max)
    {
        var all = new List<string>();
        for (string? last = null; ; last = all[^1])
        {
            var page = read(last);
            Assert.True(page.Items.Count == max || !page.More);
            all.AddRange(page.Items);
            if (!page.More)
                return all;
        }
    }
}
