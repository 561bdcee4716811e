using System.Net.Http.Headers;
using System.Text.Json;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Registry;

/// <summary>
/// Gets tokens from where a registry's challenge says (distribution, "Token Authentication Specification"): GET with the user's password or without any,
/// or, with an identity token, POST as OAuth 2.0. The place is verified by <see cref="RegistryTrust"/> first; a redirect away from it is not followed.
/// </summary>
internal sealed class TokenService(RegistryEndpoint endpoint, RegistryTrust trust, RegistryTransport transport, ImageSourceOptions options)
{
    private const int MaxAnswerBytes = 256 * 1024;
    private const int MaxTokenChars = 64 * 1024;

    // The specification: "at least 60 seconds"; 60 is also what counts when nothing is said.
    private static readonly TimeSpan s_minLifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_maxLifetime = TimeSpan.FromHours(12);

    /// <summary>
    /// Fetches a token for <paramref name="scopes"/>, of which the service may grant less. Errors: <see cref="OciErrorCode.Untrusted"/>, <see cref="OciErrorCode.Unauthorized"/>,
    /// <see cref="OciErrorCode.Malformed"/>; a <see cref="TransientException"/> when the service is busy.
    /// </summary>
    public async Task<AccessToken> FetchAsync(AuthChallenge challenge, IReadOnlyList<string> scopes, CredentialLookup login, CancellationToken cancellationToken)
    {
        var realm = VerifyRealm(challenge);
        var asked = options.Time.GetUtcNow();
        using var request = MakeRequest(realm, challenge.Service, scopes, login.Credential);
        var response = await transport.SendAsync(request, RegistryTransport.IdleTimeout, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var advice = login.Credential is null ? login.Note : $"{login.Note} It may be wrong or expired: log in again.";
            throw await RegistryFault.ReadAsync(transport, response, $"a token for {endpoint.Name}", advice, options.Time, cancellationToken);
        }

        using var body = await transport.OpenBodyAsync(response, cancellationToken);
        var bytes = await body.ReadWholeAsync(MaxAnswerBytes, $"the token answer of {realm.Authority}", cancellationToken);
        return Read(bytes.Span, realm, asked);
    }

    private Uri VerifyRealm(AuthChallenge challenge)
    {
        if (!Uri.TryCreate(challenge.Realm, UriKind.Absolute, out var realm) || realm.Host.Length == 0)
            throw new OciException(OciErrorCode.Malformed, $"registry {endpoint.Name} wants a token but names no service for it: realm=\"{Excerpt.Of(challenge.Realm)}\".");

        trust.VerifyUri(realm, "a token");
        return realm;
    }

    private static HttpRequestMessage MakeRequest(Uri realm, string? service, IReadOnlyList<string> scopes, RegistryCredential? credential)
    {
        if (credential is { IsIdentityToken: true })
        {
            var form = new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["client_id"] = "slipway",
                ["service"] = service ?? "",
                ["scope"] = string.Join(' ', scopes),
                ["refresh_token"] = credential.Secret,
            };
            return new HttpRequestMessage(HttpMethod.Post, realm) { Content = new FormUrlEncodedContent(form) };
        }

        var query = realm.Query.Length > 1 ? realm.Query[1..] + "&" : "";
        query += string.Concat(scopes.Select(static scope => $"scope={Uri.EscapeDataString(scope)}&")) + "client_id=slipway";
        if (service is not null)
            query += $"&service={Uri.EscapeDataString(service)}";
        if (credential is not null)
            query += $"&account={Uri.EscapeDataString(credential.Username)}";

        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = query, Fragment = "" }.Uri);
        request.Headers.Authorization = credential?.ToBasicHeader();
        return request;
    }

    /// <summary>Reads the answer. Nothing of it is quoted in errors: it is the secret.</summary>
    private static AccessToken Read(ReadOnlySpan<byte> utf8, Uri realm, DateTimeOffset asked)
    {
        TokenAnswer? answer;
        try
        {
            answer = JsonSerializer.Deserialize(utf8, RegistryJsonContext.Default.TokenAnswer);
        }
        catch (JsonException)
        {
            throw new OciException(OciErrorCode.Malformed, $"the token service {realm.Authority} did not answer with JSON.");
        }

        var token = string.IsNullOrEmpty(answer?.Token) ? answer?.AccessToken : answer.Token;
        if (string.IsNullOrEmpty(token) || token.Length > MaxTokenChars || token.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new OciException(OciErrorCode.Malformed, $"the token service {realm.Authority} answered without a usable token.");

        var said = answer!.ExpiresIn is { } seconds and > 0 && seconds < s_maxLifetime.TotalSeconds ? TimeSpan.FromSeconds(seconds) : s_minLifetime;
        var lifetime = said < s_minLifetime ? s_minLifetime : said;
        return new AccessToken(new AuthenticationHeaderValue("Bearer", token), asked + (lifetime * 0.9)); // a tenth for the way and for clocks
    }
}
