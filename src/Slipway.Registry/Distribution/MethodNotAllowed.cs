using Microsoft.AspNetCore.Http;
using Slipway.Registry.Errors;

namespace Slipway.Registry.Distribution;

/// <summary>The answer to a method that a resource does not have: 405 and the ones it has (RFC 9110, 15.5.6).</summary>
internal static class MethodNotAllowed
{
    public static RegistryException On(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return new RegistryException(RegistryErrorCode.Unsupported, $"this resource has {allowed} only.");
    }
}
