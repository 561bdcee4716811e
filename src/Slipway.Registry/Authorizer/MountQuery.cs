using Microsoft.AspNetCore.Http;
using Slipway.Oci;
using Slipway.Registry.Names;
using Slipway.Registry.Routing;

namespace Slipway.Registry.Authorizer;

/// <summary>
/// The query of a mount: <c>mount=DIGEST[&amp;from=NAME]</c> (distribution-spec 1.1, end-11). The digest must be one; the name need not.
/// </summary>
/// <param name="Source">Null when none was named, or what was named is no name.</param>
/// <param name="Anonymous">True when none was named.</param>
internal readonly record struct MountQuery(Digest Digest, RepositoryName? Source, bool Anonymous)
{
    /// <summary>Null when the request is no mount: another route or method, no <c>mount=</c>, or one that is no digest.</summary>
    public static MountQuery? Read(RegistryRoute route, HttpRequest request)
    {
        if (route is not RegistryRoute.Uploads || !HttpMethods.IsPost(request.Method) || !request.Query.TryGetValue("mount", out var mount)
            || mount.Count != 1 || !Digest.TryParse(mount[0], out var digest))
            return null;
        if (!request.Query.TryGetValue("from", out var from))
            return new MountQuery(digest, Source: null, Anonymous: true);
        return from.Count == 1 && RepositoryName.TryParse(from[0], out var source)
            ? new MountQuery(digest, source, Anonymous: false)
            : new MountQuery(digest, Source: null, Anonymous: false);
    }
}
