using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Slipway.Registry.Authorizer;

namespace Slipway.Registry.Tokens;

/// <summary>
/// What a client asks the token endpoint for (distribution, docs/spec/auth/token.md and oauth.md):
/// <code>
/// GET  ?service=&amp;scope=&amp;account=&amp;client_id=&amp;offline_token=                     with Basic credentials
/// POST grant_type=password&amp;username=&amp;password=&amp;service=&amp;scope=&amp;client_id=    as a form
/// </code>
/// <c>scope</c> may come several times and have several scopes with spaces between; the rest of the query plays no part.
/// </summary>
/// <param name="Credential">Whose token it will be.</param>
/// <param name="Scopes">What it is wanted for, each repository once.</param>
internal sealed record TokenRequest(Credential Credential, IReadOnlyList<RegistryScope> Scopes)
{
    /// <summary>Further scopes are not granted. Docker asks for one repository and as many sources of mounts as it has.</summary>
    public const int MaxScopes = 24;

    private const int MaxFormBytes = 64 * 1024;

    /// <summary>The request in a query.</summary>
    public static TokenRequest FromQuery(HttpRequest request) =>
        new(Credential.Parse(request.Headers.Authorization), ReadScopes(request.Query["scope"]));

    /// <summary>The form of a POST; null when it is none or beyond the limits.</summary>
    public static async Task<IFormCollection?> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType || request.ContentLength > MaxFormBytes)
            return null;
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MaxFormBytes;
        try
        {
            return await request.ReadFormAsync(new FormOptions { ValueCountLimit = 64, BufferBody = false }, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The request in a form of the grant type password.</summary>
    public static TokenRequest FromForm(IFormCollection form) =>
        new(Credential.OfPassword(form["password"].ToString()), ReadScopes(form["scope"]));

    private static List<RegistryScope> ReadScopes(StringValues values)
    {
        var scopes = new List<RegistryScope>();
        foreach (var value in values)
        {
            foreach (var range in value.AsSpan().Split(' '))
            {
                if (RegistryScope.TryParse(value.AsSpan()[range].ToString(), out var scope))
                    Add(scopes, scope);
            }
        }

        return scopes;
    }

    private static void Add(List<RegistryScope> scopes, RegistryScope scope)
    {
        var known = scopes.FindIndex(other => other.Name == scope.Name);
        if (known >= 0)
            scopes[known] = new RegistryScope(scope.Name, scopes[known].Actions | scope.Actions);
        else if (scopes.Count < MaxScopes)
            scopes.Add(scope);
    }
}
