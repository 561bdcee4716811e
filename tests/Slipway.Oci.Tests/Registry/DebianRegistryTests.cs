using Slipway.Oci.Sources;
using Slipway.Oci.Tests.Sources;
using static Slipway.Oci.Tests.Sources.SourceReading;

namespace Slipway.Oci.Tests.Registry;

/// <summary>Pulls what skopeo pushed to a real registry.</summary>
public sealed class DebianRegistryTests
{
    // bcrypt of RegistryLogin below, user me.
    private const string Htpasswd = "me:$2y$05$abcdefghijklmnopqrstuuOb/B27OpVc3Bt3QXIepIr2DUn/DCZNi";
    private const string Password = "s3cret:with colon";

    public DebianRegistryTests() => Tool.Require("skopeo");

    [Fact]
    public async Task Pull_WhatSkopeoPushed_ByTagAndDigest()
    {
        using var registry = await DebianRegistry.StartAsync();
        using var directory = new TemporaryDirectory();
        var image = TestImage.Of(layerBytes: 3_000_000, layers: 2);
        image.WriteLayout(directory.Path, "v1");
        await Shell.RunInAsync(directory.Path, $"skopeo copy --preserve-digests --dest-tls-verify=false oci:.:v1 docker://{registry.Authority}/team/app:v1");
        foreach (var name in (string[])[$"{registry.Authority}/team/app:v1", $"docker://{registry.Authority}/team/app@{image.Top.Digest}"])
        {
            await using var source = ImageSources.Open(name, ImageSourceOptions.Default);
            Assert.Equal(image.Top.Digest, (await source.ResolveAsync()).Digest);
            Assert.Equal(["file0", "platform", "file1", "platform"], await source.PullAsync());
        }
    }

    [Fact]
    public async Task Pull_IndexSkopeoPushed_GivesEachPlatformItsImage()
    {
        using var registry = await DebianRegistry.StartAsync();
        using var directory = new TemporaryDirectory();
        var (amd64, arm64) = (TestImage.Of("linux/amd64"), TestImage.Of("linux/arm64"));
        TestImage.IndexOf(amd64, arm64).WriteLayout(directory.Path, "v1");
        await Shell.RunInAsync(directory.Path, $"skopeo copy --all --preserve-digests --dest-tls-verify=false oci:.:v1 docker://{registry.Authority}/app:v1");
        await using var source = ImageSources.Open($"{registry.Authority}/app:v1", ImageSourceOptions.Default);
        Assert.Equal(amd64.Top.Digest, (await source.ResolveAsync("linux/amd64")).Digest);
        Assert.Equal(arm64.Top.Digest, (await source.ResolveAsync("linux/arm64")).Digest);
        await FailsAsync(OciErrorCode.Unsupported, () => source.ResolveAsync("linux/riscv64"));
    }

    [Fact]
    public async Task Pull_DockerSchema2_IsTheSameImage()
    {
        using var registry = await DebianRegistry.StartAsync();
        using var directory = new TemporaryDirectory();
        TestImage.Of().WriteLayout(directory.Path, "v1");
        await Shell.RunInAsync(directory.Path, $"skopeo copy --format v2s2 --dest-tls-verify=false oci:.:v1 docker://{registry.Authority}/app:v1");
        await using var source = ImageSources.Open($"{registry.Authority}/app:v1", ImageSourceOptions.Default);
        Assert.Equal(Oci.Manifests.MediaType.DockerManifest, (await source.ResolveAsync()).Manifest.MediaType);
        Assert.Equal(["file0", "platform"], await source.PullAsync());
    }

    [Fact]
    public async Task Pull_BehindPassword_NeedsTheLoginSkopeoWrote()
    {
        using var registry = await DebianRegistry.StartAsync(Htpasswd);
        using var directory = new TemporaryDirectory();
        TestImage.Of().WriteLayout(directory.Path, "v1");
        var authFile = Path.Combine(directory.Path, "auth.json");
        await Shell.RunInAsync(directory.Path, $"""
            skopeo login --tls-verify=false --authfile {authFile} -u me -p '{Password}' {registry.Authority}
            skopeo copy --authfile {authFile} --dest-tls-verify=false oci:.:v1 docker://{registry.Authority}/app:v1
            """);
        await using (var stranger = ImageSources.Open($"{registry.Authority}/app:v1", ImageSourceOptions.Default with { CredentialsFile = "/nonexistent" }))
            await FailsAsync(OciErrorCode.Unauthorized, () => stranger.ResolveAsync());

        await using var source = ImageSources.Open($"{registry.Authority}/app:v1", ImageSourceOptions.Default with { CredentialsFile = authFile });
        Assert.Equal(["file0", "platform"], await source.PullAsync());
    }

    [Fact]
    public async Task Pull_UnknownRepository_IsNotFound()
    {
        using var registry = await DebianRegistry.StartAsync();
        await using var source = ImageSources.Open($"{registry.Authority}/nothing", ImageSourceOptions.Default);
        var error = await FailsAsync(OciErrorCode.NotFound, () => source.ResolveAsync());
        Assert.Contains("MANIFEST_UNKNOWN", error.Message, StringComparison.Ordinal);
    }
}
