using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Registry.Access;
using Slipway.Registry.Errors;
using Slipway.Registry.Names;
using Slipway.Registry.Responses;
using Slipway.Registry.Routing;

namespace Slipway.Registry.Authorizer;

/// <summary>
/// Stands before the registry's handlers: path → route → caller → actions → stored name. What it lets through carries a
/// <see cref="RegistryRequest"/>; everything else it answers itself.
/// <list type="bullet">
/// <item>What is forbidden is decided from the caller's grants alone, before any look at what exists.</item>
/// <item>400 for a name outside the grammar, 404 for a path that is no route, 401 without good credentials, 405 for a method that the route has not,
/// 429 above a rate; a caller without the right gets 403, or 401 <c>insufficient_scope</c> when a token of limited scope was shown, since clients
/// then fetch one with more.</item>
/// <item>A mount from a source that the caller may not read goes on as one from a source that has no such blob.</item>
/// </list>
/// </summary>
internal sealed partial class AuthorizerMiddleware(
    RequestDelegate next, IRegistryAuthority authority, Authenticator authenticator, AuthorizerOptions options, TimeProvider time, ILogger<AuthorizerMiddleware> log)
{
    /// <summary>Answers a request, or lets it through, and counts it.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        var route = RouteParser.Parse(context.Request.Path.Value ?? "", out var invalidName);
        // Of every answer, whoever writes it.
        context.Response.Headers[RegistryHeaders.ApiVersion] = RegistryHeaders.ApiVersionValue;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await AnswerAsync(context, route, invalidName);
        RequestMetrics.Count(context, RequestMetrics.LabelOf(route), time.GetElapsedTime(start));
    }

    private async Task AnswerAsync(HttpContext context, RegistryRoute? route, bool invalidName)
    {
        try
        {
            if (route is null)
                await WriteNoRouteAsync(context, invalidName);
            else
                await AuthenticateAsync(context, route);
        }
        catch (RegistryException e) when (!context.Response.HasStarted)
        {
            LogFailure(e, context.TraceIdentifier, e.Error.WireCode);
            await ErrorResponse.WriteAsync(context, e.Error);
        }
        catch (Exception e) when (e is not BadHttpRequestException && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            LogUnexpected(e, context.TraceIdentifier, context.Request.Method);
            await ErrorResponse.WriteAsync(context, RegistryError.Of(e, context.TraceIdentifier));
        }
    }

    private static Task WriteNoRouteAsync(HttpContext context, bool invalidName) => ErrorResponse.WriteAsync(context, invalidName
        ? new RegistryError(RegistryErrorCode.NameInvalid, $"a repository's name is lower-case words joined by '/', '.', '_', '-', at most {RepositoryName.MaxLength} characters")
        : new RegistryError(RegistryErrorCode.NameUnknown, "the path names nothing of a registry"));

    private async Task AuthenticateAsync(HttpContext context, RegistryRoute route)
    {
        var credential = Credential.Parse(context.Request.Headers.Authorization);
        var found = await authenticator.AuthenticateAsync(credential, context.Connection.RemoteIpAddress, context.RequestAborted);
        switch (found)
        {
            case Authentication.Known known:
                await AuthorizeAsync(context, route, known);
                break;
            case Authentication.Limited limited:
                await RateLimitResponse.WriteAsync(context, limited.RetryAfter);
                break;
            default:
                await WriteUnauthorizedAsync(context, route, credential.Kind);
                break;
        }
    }

    private async Task AuthorizeAsync(HttpContext context, RegistryRoute route, Authentication.Known known)
    {
        if (RouteAccess.Needed(route, context.Request.Method) is not { } actions)
        {
            await ErrorResponse.WriteAsync(context, new RegistryError(RegistryErrorCode.Unsupported, $"{context.Request.Method} is nothing that can be done here"));
            return;
        }

        var caller = known.Caller;
        var repository = route.Repository is { } name ? await ResolveAsync(caller, name, actions, context.RequestAborted) : null;
        if (repository is null && route is not RegistryRoute.Base && !(route is RegistryRoute.Catalog && caller.MayListRepositories))
        {
            await WriteForbiddenAsync(context, route, known);
            return;
        }

        var mount = await ResolveMountAsync(MountQuery.Read(route, context.Request), caller, context.RequestAborted);
        context.Features.Set(new RegistryRequest(route, caller, repository, mount));
        await next(context);
    }

    private async ValueTask<StoredName?> ResolveAsync(Caller caller, RepositoryName name, RepositoryActions actions, CancellationToken cancellationToken) =>
        caller.Allows(name, actions) ? await authority.ResolveAsync(caller, name, actions, cancellationToken) : null;

    private async ValueTask<MountRequest?> ResolveMountAsync(MountQuery? query, Caller caller, CancellationToken cancellationToken)
    {
        if (query is not { } mount)
            return null;
        var source = mount.Source is { } name ? await ResolveAsync(caller, name, RepositoryActions.Pull, cancellationToken) : null;
        return new MountRequest(mount.Digest, source, mount.Anonymous);
    }

    private Task WriteUnauthorizedAsync(HttpContext context, RegistryRoute route, CredentialKind kind)
    {
        if (kind != CredentialKind.None)
            LogRefused(context.Connection.RemoteIpAddress, context.TraceIdentifier);
        if (options.Scheme == RegistryAuthScheme.Basic)
            Challenge.SetBasic(context, options);
        else
            Challenge.SetBearer(context, options, Scopes(context.Request, route), kind == CredentialKind.Bearer ? Challenge.InvalidToken : null);
        return ErrorResponse.WriteAsync(context, new RegistryError(RegistryErrorCode.Unauthorized, kind == CredentialKind.None
            ? "log in first: any user name, and a token of your organization as the password"
            : "the credentials are wrong, expired or revoked"));
    }

    private Task WriteForbiddenAsync(HttpContext context, RegistryRoute route, Authentication.Known known)
    {
        LogForbidden(known.Caller.TokenId, context.Request.Method, context.TraceIdentifier);
        if (!known.Scoped)
            return ErrorResponse.WriteAsync(context, new RegistryError(RegistryErrorCode.Denied, "the token does not allow this, or there is no such repository"));
        Challenge.SetBearer(context, options, Scopes(context.Request, route), Challenge.InsufficientScope);
        return ErrorResponse.WriteAsync(context, new RegistryError(RegistryErrorCode.Unauthorized, "the token does not allow this, or there is no such repository"));
    }

    private static List<RegistryScope> Scopes(HttpRequest request, RegistryRoute route)
    {
        var scopes = new List<RegistryScope>(2);
        if (route is RegistryRoute.Catalog)
            scopes.Add(RegistryScope.Catalog);
        if (route.Repository is { } name && RouteAccess.Needed(route, request.Method) is { } actions)
            scopes.Add(new RegistryScope(name, actions));
        if (MountQuery.Read(route, request)?.Source is { } source)
            scopes.Add(new RegistryScope(source, RepositoryActions.Pull));
        return scopes;
    }
}
