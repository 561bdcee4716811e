using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>Is there a registry at all (distribution-spec 1.1, "Determining Support").</summary>
public abstract class BaseConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    private const string VersionHeader = "Docker-Distribution-API-Version";

    [Fact]
    [Clause("end-1", "Determining Support")]
    public async Task Base_Get_Answers200WithAnEmptyObject()
    {
        var answer = (await Probe.GetAsync("/v2/")).Expect(200);
        Assert.Equal("{}", answer.Text.Trim());
        Assert.StartsWith("application/json", answer.Header("Content-Type"), StringComparison.Ordinal);
    }

    [Fact]
    [Clause("end-1", "Determining Support")]
    public async Task Base_Head_Answers200WithoutBody() => Assert.Empty((await Probe.HeadAsync("/v2/")).Expect(200).Body);

    /// <summary>Docker before 1.10 takes a registry without this header for one of version 1; it is wanted on failures too.</summary>
    [Theory]
    [InlineData("/v2/")]
    [InlineData("/v2/conformance/absent/tags/list")]
    [InlineData("/v2/conformance/absent/manifests/latest")]
    [InlineData("/v2/conformance/absent/blobs/sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [Clause("end-1", "docker: API version header")]
    public async Task Base_AnyAnswer_SaysTheApiVersion(string path) =>
        (await Probe.GetAsync(path)).Expect(200, 404).ExpectHeader(VersionHeader, "registry/2.0");
}
