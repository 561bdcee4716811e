using Microsoft.AspNetCore.Http;
using Slipway.Registry.Responses;

namespace Slipway.Registry.Distribution;

/// <summary><c>/v2/</c> (distribution-spec 1.1, end-1): says that this is a registry and that the caller is known.</summary>
internal static class BaseResource
{
    public static Task HandleAsync(HttpContext context)
    {
        MethodNotAllowed.ThrowUnlessRead(context);
        return JsonBody.WriteAsync(context, JsonBody.ContentType, "{}"u8.ToArray());
    }
}
