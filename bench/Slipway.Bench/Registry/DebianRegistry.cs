namespace Slipway.Bench.Registry;

/// <summary>Debian's docker-registry with the filesystem driver and its descriptors in memory, without users and without logs.</summary>
internal static class DebianRegistry
{
    private const string Program = "/usr/bin/docker-registry";

    /// <summary>Starts it with its data in a new directory; the caller disposes it.</summary>
    public static async Task<RegistryTarget> StartAsync(string directory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var port = ServerProcess.FreePort();
        var config = Path.Combine(directory, "config.yml");
        await File.WriteAllTextAsync(config, $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { filesystem: { rootdirectory: "{{directory}}/data" }, cache: { blobdescriptor: inmemory }, delete: { enabled: true } }
            http: { addr: "127.0.0.1:{{port}}", secret: "bench" }
            """, cancellationToken);
        var server = await ServerProcess.StartAsync(Program, ["serve", config], new Dictionary<string, string>(), port, cancellationToken);
        return new RegistryTarget("docker-registry", server, port, Path.Combine(directory, "data/docker/registry/v2/blobs/sha256"), null, null);
    }
}
