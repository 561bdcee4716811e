using Microsoft.AspNetCore.Http;
using Slipway.Oci;
using Slipway.Registry.Names;
using Slipway.Registry.Responses;
using Slipway.Registry.Uploads;

namespace Slipway.Registry.Distribution;

/// <summary>The headers that answers about uploads share.</summary>
internal static class UploadAnswer
{
    /// <summary>202: the upload goes on.</summary>
    public static void Accepted(HttpContext context, RepositoryName name, UploadStore uploads, UploadSession session)
    {
        Status(context, name, uploads, session);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    /// <summary>201: the blob is there.</summary>
    public static void Created(HttpContext context, RepositoryName name, Digest digest)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.Location = Locations.Blob(context, name, digest);
        response.Headers[RegistryHeaders.ContentDigest] = digest.ToString();
    }

    /// <summary>
    /// Where the upload is and how far it has come. An empty one has the range of its first byte: clients want an end that is not before the start.
    /// </summary>
    public static void Status(HttpContext context, RepositoryName name, UploadStore uploads, UploadSession session)
    {
        var headers = context.Response.Headers;
        headers.Location = Locations.Upload(context, name, uploads.HandleOf(session));
        headers.Range = $"0-{Math.Max(0, session.File.Length - 1)}";
        headers[RegistryHeaders.UploadId] = session.Id;
    }
}
