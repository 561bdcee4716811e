using Microsoft.AspNetCore.Http;
using Slipway.Registry.Errors;

namespace Slipway.Registry.Distribution;

/// <summary>The answer to a method that a resource does not have: 405 and the ones it has (RFC 9110, 15.5.6).</summary>
internal static class MethodNotAllowed
{
    /// <summary>For resources that can only be read; HEAD goes wherever GET does (RFC 9110, 9.1).</summary>
    public static void ThrowUnlessRead(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            throw On(context, "GET, HEAD");
    }

    public static RegistryException On(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return new RegistryException(RegistryErrorCode.Unsupported, $"this resource has {allowed} only.");
    }
}
