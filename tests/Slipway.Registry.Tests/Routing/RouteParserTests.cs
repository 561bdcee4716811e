using CsCheck;
using Slipway.Registry.Names;
using Slipway.Registry.Routing;
using Slipway.Registry.Tests.Names;

namespace Slipway.Registry.Tests.Routing;

public sealed class RouteParserTests
{
    [Theory]
    [InlineData("/v2/", "Base { Repository =  }")]
    [InlineData("/v2", "Base { Repository =  }")]
    [InlineData("/v2/_catalog", "Catalog { Repository =  }")]
    public void Parse_NoRepository_IsThatRoute(string path, string expected) => Assert.Equal(expected, RouteParser.Parse(path, out _)?.ToString());

    [Fact]
    public void Parse_AnyName_IsReadFromTheEnd() => RepositoryNameTests.Names.Sample(text =>
    {
        Assert.True(RepositoryName.TryParse(text, out var name));
        Assert.Equal(new RegistryRoute.Tags(name), RouteParser.Parse($"/v2/{text}/tags/list", out _));
        Assert.Equal(new RegistryRoute.Manifest(name, "v1"), RouteParser.Parse($"/v2/{text}/manifests/v1", out _));
        Assert.Equal(new RegistryRoute.Blob(name, "sha256:0"), RouteParser.Parse($"/v2/{text}/blobs/sha256:0", out _));
        Assert.Equal(new RegistryRoute.Uploads(name), RouteParser.Parse($"/v2/{text}/blobs/uploads/", out _));
        Assert.Equal(new RegistryRoute.Uploads(name), RouteParser.Parse($"/v2/{text}/blobs/uploads", out _));
        Assert.Equal(new RegistryRoute.Upload(name, "h"), RouteParser.Parse($"/v2/{text}/blobs/uploads/h", out _));
        Assert.Equal(new RegistryRoute.Referrers(name, "sha256:0"), RouteParser.Parse($"/v2/{text}/referrers/sha256:0", out _));
    });

    [Theory]
    [InlineData("/v2/blobs/uploads/manifests/v1")]
    [InlineData("/v2/manifests/manifests/v1")]
    [InlineData("/v2/tags/list/blobs/v1")]
    public void Parse_NameOfTheSpecificationsWords_IsAName(string path) =>
        Assert.Equal(path["/v2/".Length..path.LastIndexOf('/')][..^("/" + path.Split('/')[^2]).Length], RouteParser.Parse(path, out _)?.Repository?.Value);

    [Theory]
    [InlineData("/v2/App/manifests/v1", true)]
    [InlineData("/v2/a//b/manifests/v1", true)]
    [InlineData("/v2/../manifests/v1", true)]
    [InlineData("/v2/a/../b/tags/list", true)]
    [InlineData("/v2/a\0b/tags/list", true)]
    [InlineData("/v2/a%2Fb/tags/list", false)]
    [InlineData("/v2//manifests/v1", true)]
    [InlineData("/v2/manifests/v1", false)]
    [InlineData("/v2/app", false)]
    [InlineData("/v2/app/manifests/", false)]
    [InlineData("/v1/app/manifests/v1", false)]
    [InlineData("", false)]
    [InlineData("/", false)]
    public void Parse_Hostile_IsNoRoute(string path, bool nameIsAtFault)
    {
        Assert.Null(RouteParser.Parse(path, out var invalidName));
        Assert.Equal(nameIsAtFault, invalidName);
    }

    [Fact]
    public void Parse_AnyPath_NeverThrowsNorMakesAnInvalidName()
    {
        string[] words = ["/", "v2", "a", "blobs", "uploads", "manifests", "tags", "list", "referrers", "_catalog", "..", "%2f", "A", "\0", "-", "é", "sha256:0"];
        var random = new Random(1);
        for (var i = 0; i < 50_000; i++)
        {
            var path = "/v2/" + string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => (random.Next(2) == 0 ? "/" : "") + random.GetItems(words, 1)[0]));
            if (RouteParser.Parse(path, out _)?.Repository is { } name)
                Assert.True(RepositoryName.TryParse(name.Value, out _), path);
        }
    }
}
