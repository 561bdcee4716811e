using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Slipway.Linux.Files;
using Slipway.Registry.Errors;
using Slipway.Registry.Routing;

namespace Slipway.Registry.Distribution;

/// <summary>
/// The end of the pipeline: answers what the authorizer has let through, and turns every failure into an answer. Every request comes here, so there is
/// a switch instead of a routing table.
/// </summary>
internal sealed partial class DistributionHandler(RegistryResources resources, ILogger<DistributionHandler> logger)
{
    private const string RetrySeconds = "2";

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Features.Get<RegistryRequest>();
        try
        {
            await DispatchAsync(context, request ?? throw new InvalidOperationException("the request did not pass the authorizer."));
        }
        catch (RegistryException e)
        {
            await FailAsync(context, e.Error);
        }
        catch (Exception e) when (IsClientGone(context, e))
        {
            context.Abort();
        }
        catch (BadHttpRequestException e)
        {
            context.Response.StatusCode = e.StatusCode; // too slow, too large for the server's own limits, or not HTTP
        }
        catch (Exception e)
        {
            await FailAsync(context, Unexpected(context, e));
        }
    }

    private Task DispatchAsync(HttpContext context, RegistryRequest request)
    {
        switch (request.Route)
        {
            case RegistryRoute.Manifest route:
                return resources.Manifests.HandleAsync(context, request, route);
            case RegistryRoute.Blob route:
                return resources.Blobs.HandleAsync(context, request, route);
            case RegistryRoute.Upload route:
                LiftBodyLimit(context);
                return resources.Upload.HandleAsync(context, request, route);
            case RegistryRoute.Uploads route:
                LiftBodyLimit(context);
                return resources.Uploads.HandleAsync(context, request, route);
            case RegistryRoute.Tags route:
                return resources.Tags.HandleAsync(context, request, route);
            case RegistryRoute.Referrers route:
                return resources.Referrers.HandleAsync(context, request, route);
            case RegistryRoute.Catalog:
                return resources.Catalog.HandleAsync(context, request);
            case RegistryRoute.Base:
                return BaseResource.HandleAsync(context);
            default:
                throw new InvalidOperationException($"{request.Route.GetType().Name} is no route that is known here.");
        }
    }

    /// <summary>The server's limit on bodies is 30 MB; uploads have limits of their own.</summary>
    private static void LiftBodyLimit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
    }

    /// <summary>True when nobody waits for the answer any more: nothing to say and nothing to log.</summary>
    private static bool IsClientGone(HttpContext context, Exception exception) => context.RequestAborted.IsCancellationRequested
        || exception is ConnectionResetException or ConnectionAbortedException
        || (exception is BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } && context.Request.Method is "PATCH" or "PUT" or "POST");

    private RegistryError Unexpected(HttpContext context, Exception exception)
    {
        if (DiskFull.Is(exception))
            LogDiskFull(logger, context.TraceIdentifier, exception);
        else
            LogUnexpected(logger, context.TraceIdentifier, context.Request.Method, exception);
        return RegistryError.Of(exception, context.TraceIdentifier);
    }

    private static async Task FailAsync(HttpContext context, RegistryError error)
    {
        if (context.Response.HasStarted)
        {
            context.Abort(); // a cut connection is the only way left to say that the body is not whole
            return;
        }

        if (error.Code is RegistryErrorCode.TooManyRequests or RegistryErrorCode.Unavailable)
            context.Response.Headers.RetryAfter = RetrySeconds;
        await ErrorResponse.WriteAsync(context, error);
    }
}
