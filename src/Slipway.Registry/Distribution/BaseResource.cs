using Microsoft.AspNetCore.Http;

namespace Slipway.Registry.Distribution;

/// <summary><c>/v2/</c> (distribution-spec 1.1, end-1): says that this is a registry and that the caller is known.</summary>
internal static class BaseResource
{
    public static Task HandleAsync(HttpContext context)
    {
        var method = context.Request.Method;
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
            throw MethodNotAllowed.On(context, "GET, HEAD");
        return JsonBody.WriteAsync(context, JsonBody.ContentType, "{}"u8.ToArray());
    }
}
