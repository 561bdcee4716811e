using Slipway.Oci.Tests.Registry;
using Slipway.Oci.Tests.Sources;

namespace Slipway.Oci.Tests.Pushes;

/// <summary>Copies between repositories of one registry (distribution-spec 1.1, "Mounting a blob from another repository").</summary>
public sealed class BlobMountTests
{
    private static readonly TestImage s_image = TestImage.Of(layerBytes: 2_000_000);

    private static long BlobBytes => s_image.Blobs.Where(static pair => pair.Key != s_image.Top.Digest).Sum(static pair => (long)pair.Value.Length);

    [Fact]
    public async Task Copy_SameRegistry_MovesNoByte()
    {
        using var registry = new FakePushRegistry(Neighbour(mount: new FakeResponse(201)));
        var report = await registry.PushAsync($"{registry.Authority}/app:v1", "other/app:v2");
        Assert.Equal((0, BlobBytes), (report.CopiedBytes, report.MountedBytes));
        Assert.All(MountsOf(registry), static r => Assert.EndsWith("&from=app", r.Target, StringComparison.Ordinal));
        Assert.Equal(["POST", "POST"], registry.Uploads);
        Assert.DoesNotContain(registry.Requests, static r => r.Method == "GET" && r.Target.EndsWith(s_image.Layer().Digest.ToString(), StringComparison.Ordinal));
        Assert.Equal(s_image.TopBytes, registry.Manifests["v2"]);
    }

    [Fact]
    public async Task Copy_NotMounted_UploadsToTheSessionItGot()
    {
        using var registry = new FakePushRegistry(Neighbour(mount: null));
        var report = await registry.PushAsync($"{registry.Authority}/app:v1", "other:v1");
        Assert.Equal((BlobBytes, 0), (report.CopiedBytes, report.MountedBytes));
        Assert.Equal(["POST", "PATCH", "PUT", "POST", "PUT"], registry.Uploads);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    public async Task Copy_MountRefused_UploadsAsIfThereWereNoOther(int status)
    {
        using var registry = new FakePushRegistry(Neighbour(mount: new FakeResponse(status)));
        var report = await registry.PushAsync($"{registry.Authority}/app:v1", "other:v1");
        Assert.Equal(BlobBytes, report.CopiedBytes);
        Assert.Equal(2, MountsOf(registry).Count);
    }

    [Fact]
    public async Task Copy_MountBusy_IsAskedAgain()
    {
        var mounts = 0;
        var serve = Neighbour(mount: new FakeResponse(201));
        using var registry = new FakePushRegistry(r => IsMount(r) && ++mounts == 1 ? new FakeResponse(503) : serve(r));
        var report = await registry.PushAsync($"{registry.Authority}/app:v1", "other:v1");
        Assert.Equal((0, BlobBytes), (report.CopiedBytes, report.MountedBytes));
    }

    [Fact]
    public async Task Copy_SameRepository_OnlyTags()
    {
        using var registry = new FakePushRegistry();
        await registry.PushAsync(s_image);
        var report = await registry.PushAsync($"{registry.Authority}/app:v1", "app:v2");
        Assert.Equal((0, 0, BlobBytes), (report.CopiedBytes, report.MountedBytes, report.SkippedBytes));
        Assert.Empty(MountsOf(registry));
        Assert.Equal(s_image.TopBytes, registry.Manifests["v2"]);
    }

    [Fact]
    public async Task Copy_BehindTokens_AsksForBothRepositoriesOnlyToMount()
    {
        using var login = new PushTokens();
        var report = await login.CopyAsync(Neighbour(mount: new FakeResponse(201)));
        Assert.Equal(BlobBytes, report.MountedBytes);
        Assert.Equal(
            ["repository:app:pull", "repository:other:pull,push", "repository:other:pull,push repository:app:pull"],
            login.Scopes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Copy_TokenServiceRefusesTheOtherRepository_Uploads()
    {
        using var login = new PushTokens { RefusedScopeCount = 2 };
        var report = await login.CopyAsync(Neighbour(mount: new FakeResponse(201)));
        Assert.Equal(BlobBytes, report.CopiedBytes);
        Assert.Single(login.Scopes, static scopes => scopes.Contains(' ', StringComparison.Ordinal));
    }

    private static bool IsMount(FakeRequest request) => request.Target.Contains("?mount=", StringComparison.Ordinal);

    private static List<FakeRequest> MountsOf(FakePushRegistry registry) => [.. registry.Requests.Where(IsMount)];

    /// <summary>A registry that has the image as <c>app</c> and answers mounts as said.</summary>
    private static Func<FakeRequest, FakeResponse?> Neighbour(FakeResponse? mount) => request =>
        IsMount(request) ? mount
        : request.Method == "GET" && request.Target.StartsWith("/v2/app/", StringComparison.Ordinal) ? FakeRegistry.Serve(s_image, request)
        : null;
}
