using System.CommandLine;
using Slipway.Cli.Docker;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Auth;

/// <summary><c>slipway auth docker</c>: writes a login for the server's registry where docker or podman look for it.</summary>
internal static class DockerCommand
{
    /// <summary>The registry looks at the password alone.</summary>
    private const string User = "x";

    public static Command Create(CommandContext context)
    {
        var organization = new Option<string?>("--org") { Description = "Make a token of this organization first, so that pushes land there", HelpName = "ORG" };
        var registry = new Option<string?>("--registry") { Description = "The registry's host and port, where they are not the server's", HelpName = "HOST[:PORT]" };
        var podman = new Option<bool>("--podman") { Description = "Write podman's auth.json in place of docker's config.json" };
        var command = new Command("docker", "Let docker or podman push to and pull from the server's registry") { organization, registry, podman };
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var host = parsed.GetValue(registry) ?? server.Address.Authority;
            var path = parsed.GetValue(podman) ? CredentialsFiles.OfPodman(context) : CredentialsFiles.OfDocker(context);
            var before = PrivateFile.Read(path) ?? [];
            // The file is tried before a token is made for it.
            _ = WithLogin(before, path, host, "");
            var token = parsed.GetValue(organization) is { } name ? await CreateTokenAsync(server, name, cancellationToken) : server.Token;
            PrivateFile.Write(path, WithLogin(before, path, host, token));
            context.Error.WriteLine($"the login for {host} is in {path}; push with: docker push {host}/NAME:TAG");
        });
        return command;
    }

    private static byte[] WithLogin(byte[] document, string path, string host, string token)
    {
        if (CredentialsDocument.HelperOf(document, host) is { } helper)
            throw new ServerException($"{path} names the credential helper '{helper}', which is asked in place of the file; give it the token: slipway auth token | docker login -u {User} --password-stdin {host}");
        try
        {
            return CredentialsDocument.SetLogin(document, host, User, token);
        }
        catch (FormatException e)
        {
            throw new ServerException($"{path} was left as it is: {e.Message}; mend it, or move it away.");
        }
    }

    private static async Task<string> CreateTokenAsync(ServerClient server, string organization, CancellationToken cancellationToken)
    {
        var asked = new NewToken { Name = $"docker on {Environment.MachineName}", Scopes = ["pull", "push"] };
        var path = $"{ServerVerb.PathOf(organization)}/tokens";
        return (await server.PostAsync(path, asked, PlatformJson.Default.NewToken, PlatformJson.Default.CreatedToken, cancellationToken)).Token;
    }
}
