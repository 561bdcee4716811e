using System.Security.Cryptography;

namespace Slipway.Daemon.Tests.Clients;

/// <summary>skopeo, whose store here is a folder for each image with its manifest and blobs as they came (transport <c>dir:</c>).</summary>
public sealed class Skopeo : ImageClient
{
    public override Task StartAsync()
    {
        Tool.Require("skopeo");
        return Task.CompletedTask;
    }

    public override Task<ClientResult> LoginAsync(string registry, string token) =>
        Home.RunWithInputAsync(token, "skopeo", "login", "--tls-verify=false", "-u", "x", "--password-stdin", registry);

    public override Task<ClientResult> PullAsync(string reference) =>
        Home.RunAsync("skopeo", "copy", "--all", "--src-tls-verify=false", $"docker://{reference}", $"dir:{FolderOf(reference)}");

    public override async Task<string> DescribeAsync(string reference)
    {
        var manifest = await File.ReadAllBytesAsync(Path.Combine(FolderOf(reference), "manifest.json"), TestContext.Current.CancellationToken);
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(manifest));
    }

    public override async Task TagAsync(string reference, string other) => await Shell.RunAsync("""cp -r "$1" "$2" """, FolderOf(reference), FolderOf(other));

    public override async Task<string> PushAsync(string reference)
    {
        (await Home.RunAsync("skopeo", "copy", "--all", "--dest-tls-verify=false", "--digestfile", Home["digest"], $"dir:{FolderOf(reference)}", $"docker://{reference}")).Expect();
        return await File.ReadAllTextAsync(Home["digest"], TestContext.Current.CancellationToken);
    }

    private string FolderOf(string reference) => Home[reference.Replace('/', '_')];
}
