using Slipway.Cli.Servers;

namespace Slipway.Cli.Docker;

/// <summary>Where docker and podman keep logins to registries (docker-login(1), containers-auth.json(5)).</summary>
internal static class CredentialsFiles
{
    public static string OfDocker(CommandContext context) =>
        Path.Combine(UserDirectories.Absolute(context.Variable("DOCKER_CONFIG")) ?? Path.Combine(UserDirectories.Home(context.Variable), ".docker"), "config.json");

    public static string OfPodman(CommandContext context) => UserDirectories.Absolute(context.Variable("REGISTRY_AUTH_FILE"))
        ?? Path.Combine(UserDirectories.Absolute(context.Variable("XDG_RUNTIME_DIR")) ?? UserDirectories.Config(context.Variable), "containers/auth.json");
}
