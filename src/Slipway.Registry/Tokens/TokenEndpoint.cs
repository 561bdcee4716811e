using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Registry.Access;
using Slipway.Registry.Authorizer;
using Slipway.Registry.Errors;
using Slipway.Registry.Responses;

namespace Slipway.Registry.Tokens;

/// <summary>
/// Exchanges the platform's token for one of a few minutes that allows what was asked for and no more than its holder may. Asking for too much is no
/// error: the rest is not granted, and nothing tells whether it exists.
/// </summary>
internal sealed partial class TokenEndpoint(
    Authenticator authenticator, TokenKeys keys, AuthorizerOptions options, TimeProvider time, ILogger<TokenEndpoint> log)
{
    public const string Path = "/auth/token";

    /// <summary>How long a token is good for; clients take anything below 60 s for 60 s.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Answers GET and POST.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await AnswerAsync(context);
        }
        catch (RegistryException e) when (!context.Response.HasStarted)
        {
            await ErrorResponse.WriteAsync(context, e.Error);
        }
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
            return AnswerAsync(context, TokenRequest.FromQuery(context.Request));
        return HttpMethods.IsPost(context.Request.Method)
            ? HandleFormAsync(context)
            : ErrorResponse.WriteAsync(context, new RegistryError(RegistryErrorCode.Unsupported, "a token is asked for by GET or POST"));
    }

    private async Task HandleFormAsync(HttpContext context)
    {
        if (await TokenRequest.ReadFormAsync(context.Request, context.RequestAborted) is not { } form)
            await WriteOAuthErrorAsync(context, "invalid_request", "a form of at most 64 KiB is expected");
        else if (form["grant_type"] != "password")
            await WriteOAuthErrorAsync(context, "unsupported_grant_type", "this registry gives no refresh tokens: use the grant type password with a token of your organization");
        else
            await AnswerAsync(context, TokenRequest.FromForm(form));
    }

    private async Task AnswerAsync(HttpContext context, TokenRequest request)
    {
        // A token of ours buys no new one: it would never end.
        var found = request.Credential.Kind == CredentialKind.Bearer
            ? null
            : await authenticator.AuthenticateAsync(request.Credential, context.Connection.RemoteIpAddress, context.RequestAborted);
        switch (found)
        {
            case Authentication.Known known:
                await WriteTokenAsync(context, known.Caller, request.Scopes);
                break;
            case Authentication.Limited limited:
                await RateLimitResponse.WriteAsync(context, limited.RetryAfter);
                break;
            default:
                Challenge.SetBasic(context, options);
                await ErrorResponse.WriteAsync(context, new RegistryError(
                    RegistryErrorCode.Unauthorized, "log in with any user name, and a token of your organization as the password"));
                break;
        }
    }

    private async Task WriteTokenAsync(HttpContext context, Caller caller, IReadOnlyList<RegistryScope> asked)
    {
        var granted = Intersect(asked, caller);
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var claims = new TokenClaims(Guid.NewGuid().ToString("N"), caller.TokenId, caller.Subject, now, now + Lifetime, granted);
        var token = TokenWriter.Write(claims, keys.Current, options.Service);
        LogIssued(claims.Id, caller.TokenId, granted.Count, asked.Count);

        await JsonBody.WriteAsync(context, JsonBody.ContentType, (token, granted, now), static (json, answer) =>
        {
            json.WriteStartObject();
            json.WriteString("token"u8, answer.token);
            json.WriteString("access_token"u8, answer.token);
            json.WriteString("token_type"u8, "Bearer"u8);
            json.WriteString("scope"u8, string.Join(' ', answer.granted));
            json.WriteNumber("expires_in"u8, (int)Lifetime.TotalSeconds);
            json.WriteString("issued_at"u8, answer.now.UtcDateTime);
            json.WriteEndObject();
        });
    }

    private static List<RegistryScope> Intersect(IReadOnlyList<RegistryScope> asked, Caller caller)
    {
        var granted = new List<RegistryScope>(asked.Count);
        foreach (var scope in asked)
        {
            if (scope.Name is not { } name)
            {
                if (caller.MayListRepositories)
                    granted.Add(scope);
            }
            else if ((scope.Actions & caller.AllowedIn(name)) is var actions and not RepositoryActions.None)
            {
                granted.Add(new RegistryScope(name, actions));
            }
        }

        return granted;
    }

    // RFC 6749, section 5.2.
    private static Task WriteOAuthErrorAsync(HttpContext context, string error, string description)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return JsonBody.WriteAsync(context, JsonBody.ContentType, (error, description), static (json, answer) =>
        {
            json.WriteStartObject();
            json.WriteString("error"u8, answer.error);
            json.WriteString("error_description"u8, answer.description);
            json.WriteEndObject();
        });
    }
}
