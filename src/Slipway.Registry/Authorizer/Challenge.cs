using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Net.Http.Headers;
using Slipway.Registry.Tokens;

namespace Slipway.Registry.Authorizer;

/// <summary>
/// The WWW-Authenticate header of a 401:
/// <code>
/// Basic realm="SERVICE"
/// Bearer realm="URL",service="SERVICE"[,scope="SCOPE SCOPE"][,error="invalid_token"|"insufficient_scope"]
/// </code>
/// Everything in it comes from the request and the options, so it is the same whether or not anything exists.
/// </summary>
internal static class Challenge
{
    /// <summary>The credentials are no longer good (RFC 6750, section 3.1).</summary>
    public const string InvalidToken = "invalid_token";

    /// <summary>The token is good for something else (RFC 6750, section 3.1).</summary>
    public const string InsufficientScope = "insufficient_scope";

    public static void SetBasic(HttpContext context, AuthorizerOptions options) =>
        context.Response.Headers[HeaderNames.WWWAuthenticate] = $"Basic realm=\"{options.Service}\"";

    public static void SetBearer(HttpContext context, AuthorizerOptions options, IReadOnlyList<RegistryScope> scopes, string? error)
    {
        var header = new StringBuilder($"Bearer realm=\"{Realm(context.Request, options)}\",service=\"{options.Service}\"");
        if (scopes.Count > 0)
            header.Append(",scope=\"").AppendJoin(' ', scopes).Append('"');
        if (error is not null)
            header.Append(",error=\"").Append(error).Append('"');
        context.Response.Headers[HeaderNames.WWWAuthenticate] = header.ToString();
    }

    private static string Realm(HttpRequest request, AuthorizerOptions options) => options.PublicUrl is { } url
        ? new Uri(url, TokenEndpoint.Path).AbsoluteUri
        : UriHelper.BuildAbsolute(request.Scheme, request.Host, path: TokenEndpoint.Path);
}
