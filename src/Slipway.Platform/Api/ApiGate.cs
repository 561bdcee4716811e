using Microsoft.AspNetCore.Http;
using Slipway.Contracts.Platform;
using Slipway.Linux.Files;
using Slipway.Platform.Access;
using Slipway.Platform.Errors;

namespace Slipway.Platform.Api;

/// <summary>In front of every handler: finds out who asks, and turns refusals into answers.</summary>
internal sealed class ApiGate(TokenCache tokens)
{
    /// <summary>For tokens with the scope <c>admin</c>.</summary>
    public RequestDelegate ForManagers(Func<ApiRequest, Task> handler) => ForEverybody(request => request.Principal.MayManage
        ? handler(request)
        : throw new PlatformException(PlatformErrorCode.ScopeMissing, "this token has not the scope admin; it is for pushing and pulling only."));

    /// <summary>For every token that is in force.</summary>
    public RequestDelegate ForEverybody(Func<ApiRequest, Task> handler) => http => GuardAsync(http, async () => await handler(new ApiRequest(http, await AuthenticateAsync(http))));

    /// <summary>Answers a refusal with its status, sentence and code.</summary>
    public static async Task GuardAsync(HttpContext http, Func<Task> handler)
    {
        try
        {
            await handler();
        }
        catch (PlatformException e)
        {
            await RefuseAsync(http, e);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            await RefuseAsync(http, new PlatformException(PlatformErrorCode.StorageFull, "the platform's disk is full, and nothing was changed; its operator has to make room, then try again."));
        }
    }

    private static Task RefuseAsync(HttpContext http, PlatformException refusal)
    {
        if (refusal.Code == PlatformErrorCode.Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"slipway\"";
        return ApiRequest.AnswerAsync(http, refusal.Status, new ApiError { Error = refusal.Message, Code = refusal.WireCode }, PlatformJson.Default.ApiError);
    }

    private async ValueTask<Principal> AuthenticateAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization;
        var token = header.Count == 1 && Principal.TryReadToken(header[0], out var text) ? await tokens.VerifyAsync(text.Id, text.HashSecret(), http.RequestAborted) : null;
        return token is not null
            ? new Principal(token)
            : throw new PlatformException(PlatformErrorCode.Unauthorized, "the token is missing, unknown, expired or revoked.");
    }
}
