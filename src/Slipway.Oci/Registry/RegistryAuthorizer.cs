using System.Net.Http.Headers;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Registry;

/// <summary>
/// Answers a registry's 401s about one repository and keeps the answer for the requests after. Credentials are
/// looked up at the first challenge only. Thread safe: of several requests challenged at once, one fetches the token.
/// </summary>
internal sealed class RegistryAuthorizer(
    RegistryEndpoint endpoint, RegistryAccess access, CredentialStore credentials, TokenService tokens, ImageSourceOptions options) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private AccessToken? _token;
    private CredentialLookup? _login;

    /// <summary>The header for the next request to the registry; null before the first challenge and after expiry.</summary>
    public AuthenticationHeaderValue? Current => _token is { } token && token.IsValidAt(options.Time.GetUtcNow()) ? token.Header : null;

    /// <summary>What a user can do about a refusal.</summary>
    public string Advice => _login?.Note ?? "";

    /// <summary>
    /// Gets a new header after <paramref name="used"/> was refused. Errors: <see cref="OciErrorCode.Unauthorized"/>, and those of
    /// <see cref="TokenService.FetchAsync"/>.
    /// </summary>
    public async Task AnswerAsync(AuthenticationHeaderValue? used, IReadOnlyList<AuthChallenge> challenges, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (Current is { } current && current != used)
                return; // another request got it meanwhile

            _token = null;
            _login ??= await credentials.FindAsync(endpoint.Name, access.Repository, cancellationToken);
            _token = await ChooseAsync(challenges, _login, cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<AccessToken> ChooseAsync(IReadOnlyList<AuthChallenge> challenges, CredentialLookup login, CancellationToken cancellationToken)
    {
        if (challenges.FirstOrDefault(static c => c.IsBearer) is { } bearer)
            return await tokens.FetchAsync(bearer, access.Scopes, login, cancellationToken);

        if (!challenges.Any(static c => c.IsBasic))
        {
            var offer = Excerpt.Of(string.Join(", ", challenges.Select(static c => c.Scheme)));
            throw new OciException(OciErrorCode.Unauthorized, $"registry {endpoint.Name} wants a login by '{offer}'; only Bearer and Basic are known.");
        }

        return login.Credential is { IsIdentityToken: false } password
            ? new AccessToken(password.ToBasicHeader(), DateTimeOffset.MaxValue)
            : throw new OciException(OciErrorCode.Unauthorized, $"registry {endpoint.Name} wants a user name and password for {access.Repository}. {login.Note}");
    }
}
