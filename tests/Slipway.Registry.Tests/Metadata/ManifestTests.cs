using Slipway.Oci;
using Slipway.Registry.Metadata;
using static Slipway.Registry.Tests.Metadata.TestDatabase;

namespace Slipway.Registry.Tests.Metadata;

/// <summary>Storing, reading and removing manifests and tags.</summary>
public sealed class ManifestTests
{
    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    public async Task Put_Stored_IsReadByDigestAndTagAsPushed(string algorithm)
    {
        await using var test = await TestDatabase.OpenAsync();
        var manifest = Image("{}") with { Manifest = Document("{ }", algorithm) };
        Assert.IsType<PutManifestOutcome.Stored>(await test.PutAsync(Repository("app"), manifest, "v1"));
        for (var read = 0; read < 2; read++)
        {
            foreach (var found in new[]
            {
                test.Database.FindManifest(Repository("app"), manifest.Manifest.Digest), test.Database.FindManifest(Repository("app"), "v1"),
            })
            {
                Assert.Equal(manifest.Manifest.Digest, found!.Digest);
                Assert.Equal(MediaType, found.MediaType);
                Assert.Equal("{ }"u8, found.Bytes.Span);
            }
        }

        Assert.Null(test.Database.FindManifest(Repository("app", OtherOrganization), manifest.Manifest.Digest));
        Assert.Null(test.Database.FindManifest(Repository("other"), "v1"));
    }

    [Fact]
    public async Task Put_BlobNotInRepository_IsMissing()
    {
        await using var test = await TestDatabase.OpenAsync();
        var (here, elsewhere) = (DigestOf("here"), DigestOf("elsewhere"));
        await test.LinkAsync(Repository("app"), here);
        await test.LinkAsync(Repository("other"), elsewhere);
        var outcome = Assert.IsType<PutManifestOutcome.Missing>(await test.PutAsync(Repository("app"), Image("m", here, elsewhere), "v1"));
        Assert.Equal([elsewhere], outcome.Digests);
        Assert.Null(test.Database.FindManifest(Repository("app"), "v1"));
    }

    [Fact]
    public async Task Put_IndexOfAbsentManifest_IsMissingUnlessNotRequired()
    {
        await using var test = await TestDatabase.OpenAsync();
        var index = Index("index", DigestOf("child"));
        var outcome = Assert.IsType<PutManifestOutcome.Missing>(await test.PutAsync(Repository("app"), index));
        Assert.Equal([DigestOf("child")], outcome.Digests);
        Assert.IsType<PutManifestOutcome.Stored>(await test.PutAsync(Repository("app"), index with { RequiredManifests = false }));
    }

    [Fact]
    public async Task Put_Again_ChangesNothingButTheTags()
    {
        await using var test = await TestDatabase.OpenAsync(new RegistryDatabaseOptions(MaxManifestsPerRepository: 1));
        await test.LinkAsync(Repository("app"), DigestOf("layer"));
        var manifest = Image("m", DigestOf("layer"));
        Assert.IsType<PutManifestOutcome.Stored>(await test.PutAsync(Repository("app"), manifest, "v1"));
        Assert.IsType<PutManifestOutcome.Stored>(await test.PutAsync(Repository("app"), manifest, "v2", "v2"));
        Assert.Equal(["v1", "v2"], test.Database.ListTags(Repository("app"), null, 10)!.Items);
        Assert.True(await test.Database.DeleteManifestAsync(Repository("app"), manifest.Manifest.Digest, Token));
        Assert.Equal([], test.Database.ListTags(Repository("app"), null, 10)!.Items);
        Assert.Null(test.Database.FindManifest(Repository("app"), "v1"));
        Assert.Null(test.Database.FindManifest(Repository("app"), manifest.Manifest.Digest));
        Assert.False(await test.Database.DeleteManifestAsync(Repository("app"), manifest.Manifest.Digest, Token));
    }

    [Fact]
    public async Task DeleteTag_Existing_LeavesTheManifest()
    {
        await using var test = await TestDatabase.OpenAsync();
        var manifest = Image("m");
        await test.PutAsync(Repository("app"), manifest, "v1");
        Assert.NotNull(test.Database.FindManifest(Repository("app"), "v1"));
        Assert.True(await test.Database.DeleteTagAsync(Repository("app"), "v1", Token));
        Assert.False(await test.Database.DeleteTagAsync(Repository("app"), "v1", Token));
        Assert.Null(test.Database.FindManifest(Repository("app"), "v1"));
        Assert.NotNull(test.Database.FindManifest(Repository("app"), manifest.Manifest.Digest));
    }

    [Fact]
    public async Task Put_OtherMediaType_HoldsForTagsInMemoryToo()
    {
        await using var test = await TestDatabase.OpenAsync();
        var manifest = Image("m");
        await test.PutAsync(Repository("app"), manifest, "v1");
        Assert.Equal(MediaType, test.Database.FindManifest(Repository("app"), "v1")!.MediaType);
        await test.PutAsync(Repository("app"), manifest with { Manifest = manifest.Manifest with { MediaType = "application/other" } });
        Assert.Equal("application/other", test.Database.FindManifest(Repository("app"), "v1")!.MediaType);
    }

    [Fact]
    public async Task Put_MoreThanTheLimits_IsRefusedWhole()
    {
        await using var test = await TestDatabase.OpenAsync(new RegistryDatabaseOptions(MaxTagsPerRepository: 2, MaxManifestsPerRepository: 2));
        await test.PutAsync(Repository("app"), Image("1"), "a", "b");
        Assert.Equal(new PutManifestOutcome.TooMany("tags", 2), await test.PutAsync(Repository("app"), Image("2"), "b", "c"));
        Assert.Null(test.Database.FindManifest(Repository("app"), DigestOf("2")));
        Assert.IsType<PutManifestOutcome.Stored>(await test.PutAsync(Repository("app"), Image("2"), "b"));
        Assert.Equal(new PutManifestOutcome.TooMany("manifests", 2), await test.PutAsync(Repository("app"), Image("3")));
    }
}
