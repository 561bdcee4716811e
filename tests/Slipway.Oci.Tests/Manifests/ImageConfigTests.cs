using System.Text;
using Slipway.Oci.Manifests;

namespace Slipway.Oci.Tests.Manifests;

public sealed class ImageConfigTests
{
    [Fact]
    public void Parse_WholeConfig_ReadsEveryPart()
    {
        var config = Parse("""
            {"created":"2026-01-02T03:04:05.123456789Z","author":"a","architecture":"arm64","variant":"v8","os":"linux","container":"x",
             "config":{"User":"1000:www","ExposedPorts":{"80/tcp":{},"53/udp":{}},"Env":["PATH=/bin","A=b=c"],"Entrypoint":["/e"],"Cmd":["-x",""],
               "Volumes":{"/data":{}},"WorkingDir":"/w","Labels":{"k":"v"},"StopSignal":"SIGQUIT","Healthcheck":{"Test":["NONE"]},"ArgsEscaped":true},
             "rootfs":{"type":"layers","diff_ids":["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]},
             "history":[{"created_by":"ADD x","empty_layer":true},{"comment":"c"}]}
            """);
        Assert.Equal("linux/arm64", config.Platform!.ToString());
        Assert.Equal("1000:www", config.Config.User);
        Assert.Equal(["80/tcp", "53/udp"], config.Config.ExposedPorts);
        Assert.Equal(["PATH=/bin", "A=b=c"], config.Config.Env);
        Assert.Equal(["/e"], config.Config.Entrypoint);
        Assert.Equal(["-x", ""], config.Config.Cmd);
        Assert.Equal(["/data"], config.Config.Volumes);
        Assert.Equal("/w", config.Config.WorkingDir);
        Assert.Equal("v", config.Config.Labels!["k"]);
        Assert.Equal("SIGQUIT", config.Config.StopSignal);
        Assert.Equal(Digest.Of([]), Assert.Single(config.RootFs.DiffIds));
        Assert.True(config.History[0].EmptyLayer);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"config":null,"rootfs":null,"history":null,"os":null}""")]
    [InlineData("""{"config":{"Env":null,"Cmd":null,"ExposedPorts":null,"Volumes":null},"rootfs":{"diff_ids":null}}""")]
    public void Parse_NullsAndNothing_AreEmptyNotNull(string json)
    {
        var config = Parse(json);
        Assert.Null(config.Platform);
        Assert.Empty(config.Config.Env);
        Assert.Empty(config.Config.ExposedPorts);
        Assert.Null(config.Config.Cmd);
        Assert.Empty(config.RootFs.DiffIds);
        Assert.Empty(config.History);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"rootfs":{"diff_ids":["sha256:x"]}}""")]
    [InlineData("""{"rootfs":{"diff_ids":[null]}}""")]
    [InlineData("""{"config":{"Env":[null]}}""")]
    [InlineData("""{"config":{"Entrypoint":["/a",null]}}""")]
    [InlineData("""{"config":{"Cmd":"sh"}}""")]
    [InlineData("""{"config":{"ExposedPorts":["80"]}}""")]
    [InlineData("""{"os":"linux","os":"windows"}""")]
    public void Parse_Broken_IsMalformed(string json) =>
        Assert.Equal(OciErrorCode.Malformed, Assert.Throws<OciException>(() => Parse(json)).Code);

    [Fact]
    public void Parse_ManyDiffIds_IsTooLarge()
    {
        var ids = string.Join(',', Enumerable.Repeat($"\"{Digest.Of([])}\"", OciLimits.MaxLayers + 1));
        Assert.Equal(OciErrorCode.TooLarge, Assert.Throws<OciException>(() => Parse($$"""{"rootfs":{"diff_ids":[{{ids}}]} }""")).Code);
    }

    private static ImageConfig Parse(string json) => ImageConfig.Parse(Encoding.UTF8.GetBytes(json), "test/image");
}
