using Microsoft.AspNetCore.Http;
using Slipway.Registry.Errors;
using Slipway.Registry.Metadata;
using Slipway.Registry.Names;
using Slipway.Registry.Responses;
using Slipway.Registry.Routing;

namespace Slipway.Registry.Distribution;

/// <summary><c>/v2/NAME/manifests/REFERENCE</c> (distribution-spec 1.1, end-3, end-7 and end-9).</summary>
/// <remarks>
/// What was pushed is what is served, whatever the client says it accepts: a registry that converts or hides manifests changes their digests. Unknown
/// repositories and unknown manifests are answered alike.
/// </remarks>
internal sealed class ManifestResource(RegistryDatabase database, ManifestMemory memory, ManifestPush push)
{
    public Task HandleAsync(HttpContext context, RegistryRequest request, RegistryRoute.Manifest route)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
            return GetAsync(context, request.Repository!.Value, route.Reference);
        if (HttpMethods.IsPut(method))
            return push.HandleAsync(context, request, route);
        if (HttpMethods.IsDelete(method))
            return DeleteAsync(context, request.Repository!.Value, route.Reference);
        throw MethodNotAllowed.On(context, "GET, HEAD, PUT, DELETE");
    }

    private async Task GetAsync(HttpContext context, StoredName repository, string reference)
    {
        var manifest = IsDigest(reference)
            ? database.FindManifest(repository, Digests.Parse(reference))
            : RepositoryGrammar.IsTag(reference) ? database.FindManifest(repository, reference) : null;
        if (manifest is null)
            throw Unknown();

        var isGet = HttpMethods.IsGet(context.Request.Method);
        using var reserved = isGet ? memory.Reserve(repository.OrganizationKey, manifest.Bytes.Length) : null;
        var response = context.Response;
        var digest = manifest.Digest.ToString();
        response.Headers[RegistryHeaders.ContentDigest] = digest;
        response.Headers.ETag = EntityTag.Of(digest);
        if (EntityTag.IsIn(context.Request.Headers.IfNoneMatch, digest))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = manifest.MediaType;
        response.ContentLength = manifest.Bytes.Length;
        if (isGet)
            await WholeBody.WriteAsync(response, manifest.Bytes, context.RequestAborted);
    }

    /// <summary>Removes a tag alone, or a manifest and all its tags.</summary>
    private async Task DeleteAsync(HttpContext context, StoredName repository, string reference)
    {
        var removed = IsDigest(reference)
            ? await database.DeleteManifestAsync(repository, Digests.Parse(reference), context.RequestAborted)
            : RepositoryGrammar.IsTag(reference) && await database.DeleteTagAsync(repository, reference, context.RequestAborted);
        if (!removed)
            throw Unknown();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    /// <summary>No tag has a colon.</summary>
    internal static bool IsDigest(string reference) => reference.Contains(':', StringComparison.Ordinal);

    private static RegistryException Unknown() => new(RegistryErrorCode.ManifestUnknown, "the repository has no such manifest.");
}
