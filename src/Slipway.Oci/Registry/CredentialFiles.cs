namespace Slipway.Oci.Registry;

/// <summary>Where docker and podman keep credentials, in the order they are asked: podman's first, since it falls back to docker's.</summary>
internal static class CredentialFiles
{
    public static IReadOnlyList<string> Paths(string? only)
    {
        if (only is not null)
            return [only];

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string?[] paths =
        [
            Environment.GetEnvironmentVariable("REGISTRY_AUTH_FILE"),
            Under(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), "containers/auth.json"),
            Under(Environment.GetEnvironmentVariable("XDG_CONFIG_HOME"), "containers/auth.json") ?? Under(home, ".config/containers/auth.json"),
            Under(Environment.GetEnvironmentVariable("DOCKER_CONFIG"), "config.json") ?? Under(home, ".docker/config.json"),
        ];
        return [.. paths.Where(static path => !string.IsNullOrEmpty(path)).Select(static path => path!)];
    }

    private static string? Under(string? directory, string file) => string.IsNullOrEmpty(directory) ? null : Path.Combine(directory, file);
}
