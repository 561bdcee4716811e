using Microsoft.AspNetCore.Http;
using Slipway.Oci;
using Slipway.Registry.Names;

namespace Slipway.Registry.Distribution;

/// <summary>
/// Addresses in <c>Location</c> and <c>Link</c>: paths without a host, so that they are right behind every proxy, and with the names that clients use.
/// </summary>
internal static class Locations
{
    public static string Blob(HttpContext context, RepositoryName name, Digest digest) => Of(context, name, "blobs/", digest.ToString());

    public static string Manifest(HttpContext context, RepositoryName name, Digest digest) => Of(context, name, "manifests/", digest.ToString());

    public static string Upload(HttpContext context, RepositoryName name, string handle) => Of(context, name, "blobs/uploads/", handle);

    /// <summary>The <c>Link</c> to the next page of the resource that was asked for.</summary>
    public static string Next(string path, string query) => $"<{path}?{query}>; rel=\"next\"";

    public static string Of(HttpContext context, RepositoryName name, string resource, string leaf) =>
        $"{context.Request.PathBase.Value}/v2/{name.Value}/{resource}{leaf}";
}
