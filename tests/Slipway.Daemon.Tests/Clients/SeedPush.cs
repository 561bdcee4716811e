using System.Text.Json;

namespace Slipway.Daemon.Tests.Clients;

/// <summary>Pushes new images by skopeo.</summary>
internal static class SeedPush
{
    /// <summary>Pushes one of a kind into a repository.</summary>
    public static async Task<Seed> RunAsync(ClientHome home, string registry, PlatformToken token, SeedKind kind, string repository)
    {
        var layout = home[$"layout-{repository.Replace('/', '-')}"];
        if (kind == SeedKind.Index)
            SampleImage.WriteTwoPlatforms(layout);
        else
            SampleImage.Write(layout);
        string[] options = kind switch
        {
            SeedKind.Docker => ["--format", "v2s2"],
            SeedKind.Zstd => ["--dest-compress-format", "zstd"],
            SeedKind.Index => ["--all"],
            _ => [],
        };
        string[] login = ["--dest-creds", $"x:{token.Secret}", "--dest-tls-verify=false", "--digestfile", home["digest"]];
        (await home.RunAsync("skopeo", ["copy", .. login, .. options, $"oci:{layout}", $"docker://{registry}/{repository}:1"])).Expect();
        var digest = await File.ReadAllTextAsync(home["digest"], TestContext.Current.CancellationToken);

        using var manifest = JsonDocument.Parse(await ReadManifestAsync(home, registry, token, repository));
        var platform = manifest.RootElement.TryGetProperty("manifests", out var images) ? images[0].GetProperty("digest").GetString()! : digest;
        Assert.Equal(kind == SeedKind.Zstd, manifest.RootElement.ToString().Contains("tar+zstd", StringComparison.Ordinal));
        return new Seed(repository, digest, platform);
    }

    /// <summary>What the registry has under the tag 1, as bytes became text.</summary>
    private static async Task<string> ReadManifestAsync(ClientHome home, string registry, PlatformToken token, string repository) =>
        (await home.RunAsync("skopeo", "inspect", "--raw", "--creds", $"x:{token.Secret}", "--tls-verify=false", $"docker://{registry}/{repository}:1")).Expect();
}
