using System.Text;
using System.Text.Json;
using Slipway.Linux.Tools;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Registry;

/// <summary>
/// Finds the user's credentials for a repository in the files of docker and podman and in the helpers those name. Only reads. Secrets go to and come from
/// helpers by pipes, never by arguments. The first file that knows the registry decides,
/// and where none does, the program's own token for it.
/// </summary>
internal sealed class CredentialStore(IReadOnlyList<string> files, Func<string, string?>? ownToken = null)
{
    private const int MaxFileBytes = 1024 * 1024;
    private const int MaxHelperChars = 256 * 1024;
    private const string OwnUser = "x";
    private const string DockerHubServer = "https://index.docker.io/v1/";

    /// <summary>Looks for who the user is. Errors: <see cref="OciErrorCode.Malformed"/>, <see cref="OciErrorCode.TooLarge"/> for a file that cannot be understood.</summary>
    public async Task<CredentialLookup> FindAsync(string registry, string repository, CancellationToken cancellationToken)
    {
        var note = $"There is no login for {registry}; slipway reads what 'docker login {registry}' or 'podman login {registry}' writes.";
        foreach (var path in files)
        {
            if (await ReadAsync(path, cancellationToken) is not { } file)
                continue;

            var helper = HelperOf(file, registry);
            var (credential, failure) = helper is null ? (null, null) : await AskAsync(helper, registry, cancellationToken);
            credential ??= FindEntry(file, registry, repository, path);
            if (credential is not null)
                return new CredentialLookup(credential, $"The login for {registry} in {path} was used.");
            note = failure is null ? note : $"{failure} (named in {path}). {note}";
        }

        return ownToken?.Invoke(registry) is { } token
            ? new CredentialLookup(new RegistryCredential(OwnUser, token, isIdentityToken: false), $"The login of 'slipway auth login' for {registry} was used.")
            : new CredentialLookup(null, note);
    }

    private static async Task<DockerConfigFile?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var handle = SourceFile.TryOpen(path);
        if (handle is null)
            return null;

        var length = RandomAccess.GetLength(handle);
        if (length > MaxFileBytes)
            throw new OciException(OciErrorCode.TooLarge, $"the credentials file {path} has {length} bytes; at most {MaxFileBytes} are allowed.");

        var bytes = new byte[length];
        var count = await RandomAccess.ReadAsync(handle, bytes, fileOffset: 0, cancellationToken);
        return Parse(bytes.AsSpan(0, count), path);
    }

    /// <summary>Reads a file's content. The JSON reader's message is left out, because it may quote what it stumbled over.</summary>
    internal static DockerConfigFile? Parse(ReadOnlySpan<byte> utf8, string path)
    {
        try
        {
            return utf8.IsEmpty ? null : JsonSerializer.Deserialize(utf8, RegistryJsonContext.Default.DockerConfigFile);
        }
        catch (JsonException e)
        {
            throw new OciException(OciErrorCode.Malformed, $"the credentials file {path} is not valid JSON of its kind (line {e.LineNumber + 1}).");
        }
    }

    private static string? HelperOf(DockerConfigFile file, string registry)
    {
        var own = file.CredHelpers?.FirstOrDefault(pair => Normalise(pair.Key) == Normalise(registry)).Value;
        return string.IsNullOrEmpty(own) ? (string.IsNullOrEmpty(file.CredsStore) ? null : file.CredsStore) : own;
    }

    private static async Task<(RegistryCredential? Credential, string? Failure)> AskAsync(string helper, string registry, CancellationToken cancellationToken)
    {
        if (!helper.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            return (null, $"'{Excerpt.Of(helper)}' is not the name of a credential helper");

        var program = $"docker-credential-{helper}";
        var server = registry == Reference.DefaultRegistry ? DockerHubServer : registry;
        try
        {
            var text = await PipedTool.AskAsync(program, ["get"], server, "golang-docker-credential-helpers", MaxHelperChars, cancellationToken);
            var answer = JsonSerializer.Deserialize(text, RegistryJsonContext.Default.HelperAnswer);
            return answer is { Username.Length: > 0, Secret.Length: > 0 }
                ? (new RegistryCredential(answer.Username, answer.Secret, isIdentityToken: answer.Username == "<token>"), null)
                : (null, $"{program} has no login");
        }
        catch (FileNotFoundException)
        {
            return (null, $"{program} is not installed");
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return (null, $"{program} gave no login"); // what it printed may hold the secret
        }
    }

    /// <summary>The entry for the longest prefix of registry/repository.</summary>
    internal static RegistryCredential? FindEntry(DockerConfigFile file, string registry, string repository, string path)
    {
        var wanted = $"{Normalise(registry)}/{repository}";
        var best = (file.Auths ?? new Dictionary<string, DockerLogin?>())
            .Select(static pair => (Key: Normalise(pair.Key), pair.Value))
            .Where(pair => wanted.StartsWith(pair.Key + "/", StringComparison.Ordinal) || wanted == pair.Key)
            .OrderByDescending(static pair => pair.Key.Length)
            .FirstOrDefault();
        return best.Value is null ? null : Decode(best.Value, $"the login for {registry} in {path}");
    }

    private static RegistryCredential? Decode(DockerLogin entry, string subject)
    {
        var (username, password) = (entry.Username ?? "", entry.Password ?? "");
        if (!string.IsNullOrEmpty(entry.Auth))
        {
            var buffer = new byte[entry.Auth.Length];
            var text = Convert.TryFromBase64String(entry.Auth, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length).TrimEnd('\0') : "";
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                throw new OciException(OciErrorCode.Malformed, $"{subject} is not base64 of user:password; log in again.");
            (username, password) = (text[..colon], text[(colon + 1)..]);
        }

        if (!string.IsNullOrEmpty(entry.IdentityToken))
            return new RegistryCredential(username, entry.IdentityToken, isIdentityToken: true);

        return username.Length == 0 || password.Length == 0 ? null : new RegistryCredential(username, password, isIdentityToken: false);
    }

    /// <summary>One spelling for what docker and podman write: <c>https://host/v1/</c> is <c>host</c>; all of Docker Hub's names are <c>docker.io</c>.</summary>
    private static string Normalise(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var rest = (scheme < 0 ? key : key[(scheme + 3)..]).TrimEnd('/');
        if (rest.EndsWith("/v1", StringComparison.Ordinal) || rest.EndsWith("/v2", StringComparison.Ordinal))
            rest = rest[..^3];
        return rest is "index.docker.io" or "registry-1.docker.io" ? Reference.DefaultRegistry : rest;
    }
}
