using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Daemon.Tests.Clients;

/// <summary>What clients have pushed is the same after the collector has been through.</summary>
public sealed partial class CollectionTests
{
    private static readonly byte[] s_orphan = Encoding.ASCII.GetBytes("no manifest names me");

    [Fact]
    public async Task Collection_WithoutGrace_LeavesEveryImageAsItWasPushed()
    {
        using var registry = await TestRegistry.StartAsync("bearer");
        await using var skopeo = new Skopeo();
        (await skopeo.LoginAsync(registry.Authority, registry.First.Secret)).Expect();
        await MountAsync(registry, skopeo, SeedKind.Oci, "kept/oci");
        await DeleteAsync(registry, registry[SeedKind.Oci]);
        var orphan = await UploadOrphanAsync(registry);

        await registry.RestartAsync("--registry-grace", "0s", "--registry-collect-every", "1s");
        await registry.WaitForLogAsync(CollectedBlob());

        using var gone = await registry.SendAsync(registry.First, HttpMethod.Head, orphan);
        Assert.Equal(404, (int)gone.StatusCode);
        (await skopeo.LoginAsync(registry.Authority, registry.First.Secret)).Expect();
        await AssertWholeAsync(registry, skopeo, registry[SeedKind.Oci] with { Repository = "kept/oci" });
        await AssertWholeAsync(registry, skopeo, registry[SeedKind.Docker]);
        await AssertWholeAsync(registry, skopeo, registry[SeedKind.Zstd]);
        await AssertWholeAsync(registry, skopeo, registry[SeedKind.Index]);
    }

    /// <summary>skopeo checks the digest of every blob; that of the manifest is compared here.</summary>
    private static async Task AssertWholeAsync(TestRegistry registry, Skopeo skopeo, Seed seed)
    {
        var reference = $"{registry.Authority}/{seed.Repository}:1";
        (await skopeo.PullAsync(reference)).Expect();
        Assert.Equal(seed.Digest, await skopeo.DescribeAsync(reference));
    }

    private static async Task MountAsync(TestRegistry registry, Skopeo skopeo, SeedKind kind, string repository)
    {
        (await skopeo.PullAsync(registry.NameOf(kind))).Expect();
        await skopeo.TagAsync(registry.NameOf(kind), $"{registry.Authority}/{repository}:1");
        Assert.Equal(registry[kind].Digest, await skopeo.PushAsync($"{registry.Authority}/{repository}:1"));
    }

    private static async Task DeleteAsync(TestRegistry registry, Seed seed)
    {
        using var deleted = await registry.SendAsync(registry.First, HttpMethod.Delete, $"/v2/{seed.Repository}/manifests/{seed.Digest}");
        Assert.Equal(202, (int)deleted.StatusCode);
    }

    /// <summary>The path of a blob that no manifest names.</summary>
    private static async Task<string> UploadOrphanAsync(TestRegistry registry)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(s_orphan));
        using var uploaded = await registry.SendAsync(registry.First, HttpMethod.Post, $"/v2/seed/docker/blobs/uploads/?digest={digest}", s_orphan);
        Assert.Equal(201, (int)uploaded.StatusCode);
        return $"/v2/seed/docker/blobs/{digest}";
    }

    [GeneratedRegex(@"Collected: CollectionReport \{[^}]* Blobs = [1-9]")]
    private static partial Regex CollectedBlob();
}
