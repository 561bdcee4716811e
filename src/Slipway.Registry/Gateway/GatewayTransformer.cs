using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Slipway.Oci.Manifests;
using Slipway.Registry.Errors;
using Slipway.Registry.Names;
using Slipway.Registry.Responses;
using Slipway.Registry.Routing;
using Yarp.ReverseProxy.Forwarder;

namespace Slipway.Registry.Gateway;

/// <summary>
/// One request on its way to the upstream and back. Bodies of blobs and manifests stream through untouched; lists and errors are written anew.
/// </summary>
internal sealed partial class GatewayTransformer(RegistryRequest request, Uri target, UpstreamSecrets secrets, IUploadSessions sessions, ILogger log) : HttpTransformer
{
    /// <summary>Bytes of an error that are read for its code.</summary>
    private const int MaxErrorLength = 64 * 1024;

    private static readonly string _manifestTypes =
        string.Join(", ", MediaType.OciManifest, MediaType.OciIndex, MediaType.DockerManifest, MediaType.DockerIndex);

    private StoredName Repository => request.Repository!.Value;

    private string ClientPath => $"/v2/{Repository.External}";

    public override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        proxyRequest.RequestUri = target;
        GatewayHeaders.CopyToUpstream(httpContext.Request, proxyRequest);
        if (request.Route is RegistryRoute.Manifest && TakesAnything(httpContext.Request))
            proxyRequest.Headers.TryAddWithoutValidation(HeaderNames.Accept, _manifestTypes);
        proxyRequest.Headers.Authorization = secrets.Authorization;
        return ValueTask.CompletedTask;
    }

    /// <summary>True when the forwarder shall stream the body to the client; false when the whole answer was written here.</summary>
    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
            return false;
        var response = httpContext.Response;
        if (httpContext.Features.Get<IHttpResponseFeature>() is { } feature)
            feature.ReasonPhrase = null;

        switch ((int)proxyResponse.StatusCode)
        {
            case (>= 200 and < 300) or 304:
                return await PassAsync(httpContext, proxyResponse, cancellationToken);
            case >= 400 and < 500 and not (401 or 403 or 407):
                await WriteErrorAsync(httpContext, proxyResponse, cancellationToken);
                return false;
            default:
                LogUnusable(target.AbsolutePath, (int)proxyResponse.StatusCode, httpContext.TraceIdentifier);
                await WriteUnavailableAsync(response.HttpContext);
                return false;
        }
    }

    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>The answer when the upstream gave none that can be used.</summary>
    public static Task WriteUnavailableAsync(HttpContext context) =>
        ErrorResponse.WriteAsync(context, new RegistryError(RegistryErrorCode.Unavailable, "the registry's store does not answer; try again later"));

    // distribution has OCI manifests only for clients that name their types.
    private static bool TakesAnything(HttpRequest request) =>
        request.Headers.Accept.Count == 0 || request.Headers.Accept.ToString().Contains("*/*", StringComparison.Ordinal);

    private async Task<bool> PassAsync(HttpContext context, HttpResponseMessage from, CancellationToken cancellationToken)
    {
        if (request.Route is RegistryRoute.Tags && from.StatusCode == HttpStatusCode.OK)
        {
            await WriteTagsAsync(context, from, cancellationToken);
            return false;
        }

        var response = context.Response;
        if (!TrySetLocation(response, from))
        {
            LogLocation(target.AbsolutePath, context.TraceIdentifier);
            await WriteUnavailableAsync(context);
            return false;
        }

        GatewayHeaders.CopyToClient(from, response);
        MakeInert(response);
        if (request.Route is RegistryRoute.Referrers)
            SetNextPage(response, from);
        return true;
    }

    // What tenants store must not run in the browser of another one (CVE-2026-103667).
    private void MakeInert(HttpResponse response)
    {
        var isOfParts = response.ContentType?.StartsWith("multipart/byteranges;", StringComparison.Ordinal) ?? false;
        if (request.Route is RegistryRoute.Blob && !isOfParts)
            response.ContentType = "application/octet-stream";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'";
    }

    private bool TrySetLocation(HttpResponse response, HttpResponseMessage from)
    {
        var location = from.Headers.Location;
        if (from.StatusCode == HttpStatusCode.Created)
        {
            var kind = request.Route is RegistryRoute.Manifest ? "manifests" : "blobs";
            if (UpstreamLocation.ReadDigest(target, location, Repository, kind) is { } digest)
                response.Headers.Location = $"{ClientPath}/{kind}/{digest}";
            return true;
        }

        if (from.StatusCode != HttpStatusCode.Accepted && (request.Route is not RegistryRoute.Upload || location is null))
            return true;
        if (request.Route is not (RegistryRoute.Uploads or RegistryRoute.Upload))
            return true;
        if (UpstreamLocation.ReadSession(target, location, Repository) is not { } upstream || sessions.ToClient(Repository, request.Caller, upstream) is not { } session)
            return false;
        response.Headers.Location = $"{ClientPath}/blobs/uploads/{session}";
        response.Headers[RegistryHeaders.UploadId] = session.Handle;
        return true;
    }

    private void SetNextPage(HttpResponse response, HttpResponseMessage from)
    {
        if (!from.Headers.NonValidated.TryGetValues("Link", out var links) || LinkHeader.ReadNext(links.ToString()) is not { } query)
            return;
        var known = query.Where(pair => pair.Key is "n" or "last" or "artifactType").Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.ToString()));
        var path = request.Route is RegistryRoute.Referrers referrers ? $"referrers/{referrers.Digest}" : "tags/list";
        response.Headers.Link = LinkHeader.WriteNext($"{ClientPath}/{path}", known);
    }

    private async Task WriteTagsAsync(HttpContext context, HttpResponseMessage from, CancellationToken cancellationToken)
    {
        if (await ReadTagsAsync(context.Request, from.Content, cancellationToken) is not { } renamed)
        {
            LogUnusable(target.AbsolutePath, (int)from.StatusCode, context.TraceIdentifier);
            await WriteUnavailableAsync(context);
            return;
        }

        GatewayHeaders.CopyToClient(from, context.Response);
        MakeInert(context.Response);
        SetNextPage(context.Response, from);
        context.Response.ContentLength = null; // that of the stored name's body
        if (!HttpMethods.IsHead(context.Request.Method))
            await JsonBody.WriteAsync(context, JsonBody.ContentType, renamed);
    }

    /// <summary>The list with the client's name, empty for HEAD; null when the upstream gave none.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadTagsAsync(HttpRequest client, HttpContent content, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsHead(client.Method))
            return ReadOnlyMemory<byte>.Empty;
        return await UpstreamBody.ReadAsync(content, UpstreamBody.MaxLength, cancellationToken) is { } body ? TagsBody.Rename(body, Repository.External) : null;
    }

    private async Task WriteErrorAsync(HttpContext context, HttpResponseMessage from, CancellationToken cancellationToken)
    {
        var body = await ReadErrorAsync(from.Content, cancellationToken);
        var status = (int)from.StatusCode;
        if (status == StatusCodes.Status429TooManyRequests && from.Headers.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = wait.ToString();
        if (status == StatusCodes.Status416RangeNotSatisfiable)
        {
            context.Response.Headers.ContentRange = from.Content.Headers.ContentRange?.ToString();
            context.Response.Headers.Range = from.Headers.NonValidated.TryGetValues("Range", out var range) ? range.ToString() : default;
        }

        await ErrorResponse.WriteAsync(context, UpstreamErrors.Translate(status, body, request.Route));
    }

    // docker-registry 2.8 says the blob's length with a refusal of a range, and then sends a sentence and hangs up.
    private static async Task<ReadOnlyMemory<byte>> ReadErrorAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            return await UpstreamBody.ReadAsync(content, MaxErrorLength, cancellationToken) ?? default;
        }
        catch (IOException)
        {
            return default;
        }
    }
}
