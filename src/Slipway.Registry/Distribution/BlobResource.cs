using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Oci;
using Slipway.Registry.Blobs;
using Slipway.Registry.Errors;
using Slipway.Registry.Metadata;
using Slipway.Registry.Names;
using Slipway.Registry.Responses;
using Slipway.Registry.Routing;

namespace Slipway.Registry.Distribution;

/// <summary><c>/v2/NAME/blobs/DIGEST</c> (distribution-spec 1.1, end-2 and end-10).</summary>
/// <remarks>
/// The store is asked only for what the repository has: a blob of another tenant is as absent as one that nobody has. Content is whatever somebody uploaded,
/// so a browser must never take it for a page of ours.
/// </remarks>
internal sealed partial class BlobResource(RegistryDatabase database, IBlobStore blobs, ILogger<BlobResource> logger)
{
    public Task HandleAsync(HttpContext context, RegistryRequest request, RegistryRoute.Blob route)
    {
        var method = context.Request.Method;
        var isGet = HttpMethods.IsGet(method);
        if (!isGet && !HttpMethods.IsHead(method) && !HttpMethods.IsDelete(method))
            throw MethodNotAllowed.On(context, "GET, HEAD, DELETE");

        var digest = Digests.Parse(route.Digest);
        return HttpMethods.IsDelete(method)
            ? DeleteAsync(context, request.Repository!.Value, digest)
            : ReadAsync(context, request.Repository!.Value, digest, isGet);
    }

    private async Task ReadAsync(HttpContext context, StoredName repository, Digest digest, bool isGet)
    {
        var length = await database.FindBlobAsync(repository, digest, context.RequestAborted) ?? throw Unknown();
        var response = context.Response;
        var tag = digest.ToString();
        response.Headers[RegistryHeaders.ContentDigest] = tag;
        response.Headers.ETag = EntityTag.Of(tag);
        response.Headers.AcceptRanges = "bytes";
        if (EntityTag.IsIn(context.Request.Headers.IfNoneMatch, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var range = RangeOf(context, tag, length, isGet);
        response.Headers.ContentSecurityPolicy = "default-src 'none'";
        response.ContentType = "application/octet-stream";
        response.ContentLength = range.Count;
        if (isGet)
            await SendAsync(context, repository, digest, range);
    }

    /// <summary>The part to send, with its status and header set. Ranges are of GET only (RFC 9110, 14.2).</summary>
    private static ByteRange RangeOf(HttpContext context, string tag, long length, bool isGet)
    {
        var headers = context.Request.Headers;
        var wanted = isGet && headers.Range.Count == 1 && EntityTag.AllowsRange(headers.IfRange, tag) ? headers.Range[0] : null;
        var range = ByteRange.Read(wanted, length);
        if (range.Kind == ByteRangeKind.Unsatisfiable)
        {
            context.Response.Headers.ContentRange = $"bytes */{length}";
            throw new RegistryException(RegistryErrorCode.RangeInvalid, $"the range is outside the blob, which has {length} bytes.");
        }

        if (range.Kind == ByteRangeKind.Partial)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {range.Offset}-{range.Offset + range.Count - 1}/{length}";
        }

        return range;
    }

    private async Task SendAsync(HttpContext context, StoredName repository, Digest digest, ByteRange range)
    {
        using var content = await blobs.OpenAsync(digest, context.RequestAborted);
        if (content is null || content.Length < range.Offset + range.Count)
        {
            LogLost(logger, digest, repository, context.TraceIdentifier);
            throw new RegistryException(RegistryErrorCode.Unknown, "the blob's content is lost; push it again.");
        }

        if (range.Count > 0)
            await content.CopyToAsync(context.Response.BodyWriter, range.Offset, range.Count, context.RequestAborted);
    }

    private async Task DeleteAsync(HttpContext context, StoredName repository, Digest digest)
    {
        if (!await database.UnlinkBlobAsync(repository, digest, context.RequestAborted))
            throw Unknown();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static RegistryException Unknown() => new(RegistryErrorCode.BlobUnknown, "the repository has no such blob.");
}
