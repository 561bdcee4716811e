using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Slipway.Registry.Errors;

namespace Slipway.Registry.Authorizer;

/// <summary>429 with the time to wait (RFC 9110, section 10.2.3).</summary>
internal static class RateLimitResponse
{
    public static Task WriteAsync(HttpContext context, TimeSpan retryAfter)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds));
        context.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        return ErrorResponse.WriteAsync(context, new RegistryError(RegistryErrorCode.TooManyRequests, $"too many requests; try again in {seconds} s"));
    }
}
