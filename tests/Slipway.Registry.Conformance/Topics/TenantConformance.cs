using Slipway.Oci;
using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Samples;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>
/// Two organizations on one registry, of which neither can find out what the other has: what is forbidden is answered exactly as what is absent. For
/// targets with a second tenant.
/// </summary>
public abstract class TenantConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    private readonly Sample _image = SampleImages.Image();

    private RegistryProbe Other => field ??= Login(Target.OtherTenant);

    [Theory]
    [InlineData("GET", "tags/list")]
    [InlineData("GET", "manifests/v1")]
    [InlineData("HEAD", "manifests/v1")]
    [InlineData("GET", "manifests/D")]
    [InlineData("DELETE", "manifests/D")]
    [InlineData("GET", "blobs/B")]
    [InlineData("HEAD", "blobs/B")]
    [InlineData("DELETE", "blobs/B")]
    [InlineData("GET", "referrers/D")]
    [Clause("tenants", "distribution-spec 1.1: NAME_UNKNOWN, BLOB_UNKNOWN, MANIFEST_UNKNOWN")]
    public async Task Repository_OfAnotherTenant_IsAsOneThatIsAbsent(string method, string resource)
    {
        await _image.PushAsync(Probe, Repository, "v1");
        var path = resource.Replace("D", _image.Top.Digest.ToString(), StringComparison.Ordinal)
            .Replace("B", Digest.Of(_image.Blobs[0]).ToString(), StringComparison.Ordinal);
        var absent = NewRepository();

        var hidden = await Other.SendAsync(method, $"/v2/{Repository}/{path}", null);
        var nowhere = await Other.SendAsync(method, $"/v2/{absent}/{path}", null);

        Assert.Equal(Traces.Of(nowhere, absent), Traces.Of(hidden, Repository));
        (await Probe.GetAsync($"/v2/{Repository}/manifests/v1")).Expect(200).ExpectBody(_image.Top.Bytes);
    }

    [Fact]
    [Clause("tenants", "Pushing Manifests")]
    public async Task Repository_OfTheSameName_IsEachTenantsOwn()
    {
        var theirs = SampleImages.Image();
        await _image.PushAsync(Probe, Repository, "v1");
        await theirs.PushAsync(Other, Repository, "v1");

        (await Probe.GetAsync($"/v2/{Repository}/manifests/v1")).Expect(200).ExpectBody(_image.Top.Bytes);
        (await Other.GetAsync($"/v2/{Repository}/manifests/v1")).Expect(200).ExpectBody(theirs.Top.Bytes);
        (await Other.GetAsync($"/v2/{Repository}/manifests/{_image.Top.Digest}")).Expect(404);
    }

    /// <summary>Equal blobs may be kept once, but a blob is had only by pushing it (the fault of CVE-2024-39897).</summary>
    [Fact]
    [Clause("tenants", "Pulling blobs")]
    public async Task Blob_OfAnotherTenant_IsNotFoundByItsDigest()
    {
        var blob = NewContent();
        var digest = await Probe.PushBlobAsync(Repository, blob);
        await Other.PushBlobAsync(Repository, NewContent());

        (await Other.HeadAsync($"/v2/{Repository}/blobs/{digest}")).Expect(404);
        (await Other.GetAsync($"/v2/{Repository}/blobs/{digest}")).Expect(404);
        await Other.PushBlobAsync(Repository, blob);
        (await Other.GetAsync($"/v2/{Repository}/blobs/{digest}")).Expect(200).ExpectBody(blob);
    }

    [Fact]
    [Clause("tenants", "Mounting a blob from another repository")]
    public async Task Mount_FromAnotherTenant_IsAsOneFromNowhere()
    {
        var blob = NewContent();
        var digest = await Probe.PushBlobAsync(Repository, blob);
        var (target, absent) = (NewRepository(), NewRepository());

        var hidden = (await Other.PostAsync($"/v2/{target}/blobs/uploads/?mount={digest}&from={Repository}", [])).Expect(202);
        var nowhere = (await Other.PostAsync($"/v2/{target}/blobs/uploads/?mount={digest}&from={absent}", [])).Expect(202);

        Assert.Equal(nowhere.Headers.Keys.Order(), hidden.Headers.Keys.Order());
        (await Other.HeadAsync($"/v2/{target}/blobs/{digest}")).Expect(404);
        (await Other.PutAsync(RegistryProbe.Commit(hidden.Location, digest.ToString()), blob)).Expect(201);
    }

    [Fact]
    [Clause("tenants", "Mounting a blob from another repository")]
    public async Task Mount_WithoutSource_FindsNothingOfAnotherTenant()
    {
        var digest = await Probe.PushBlobAsync(Repository, NewContent());
        (await Other.PostAsync($"/v2/{NewRepository()}/blobs/uploads/?mount={digest}", [])).Expect(202);
    }

    /// <summary>The fault of CVE-2026-32589: whoever had the address of a session had the session.</summary>
    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [Clause("tenants", "Pushing blobs")]
    public async Task Session_OfAnotherTenant_IsAsOneThatNeverWas(string method)
    {
        var blob = NewContent();
        var session = await Probe.StartUploadAsync(Repository);
        await Other.PushBlobAsync(Repository, NewContent());
        var address = method == "PUT" ? RegistryProbe.Commit(session.Location, Digest.Of(blob).ToString()) : session.Location;

        (await Other.SendAsync(method, address, method is "GET" or "DELETE" ? null : blob)).Expect(404).ExpectError("BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID");

        (await Probe.PutAsync(RegistryProbe.Commit(session.Location, Digest.Of(blob).ToString()), blob)).Expect(201);
    }

    [Fact]
    [Clause("tenants", "Listing Repositories")]
    public async Task Catalog_OfAnotherTenant_IsRefusedOrEmptyOfOurs()
    {
        await _image.PushAsync(Probe, Repository, "v1");
        var answer = (await Other.GetAsync("/v2/_catalog?n=100")).Expect(200, 401, 403);
        Assert.DoesNotContain(Repository, answer.Text, StringComparison.Ordinal);
    }
}
