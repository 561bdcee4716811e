using Microsoft.AspNetCore.Http;
using Slipway.Registry.Access;
using Slipway.Registry.Routing;

namespace Slipway.Registry.Authorizer;

/// <summary>
/// Which actions a method needs on a route (distribution, registry/handlers/app.go, "appendAccessRecords"; the status and cancelling of an upload
/// are the pusher's).
/// </summary>
internal static class RouteAccess
{
    private const RepositoryActions Write = RepositoryActions.Pull | RepositoryActions.Push;

    /// <summary>The actions; null when the route has no such method.</summary>
    public static RepositoryActions? Needed(RegistryRoute route, string method)
    {
        var reads = HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
        var puts = HttpMethods.IsPut(method);
        var deletes = HttpMethods.IsDelete(method);
        return route switch
        {
            RegistryRoute.Base or RegistryRoute.Catalog when reads => RepositoryActions.None,
            RegistryRoute.Tags or RegistryRoute.Referrers or RegistryRoute.Manifest or RegistryRoute.Blob when reads => RepositoryActions.Pull,
            RegistryRoute.Manifest when puts => Write,
            RegistryRoute.Manifest or RegistryRoute.Blob when deletes => RepositoryActions.Delete,
            RegistryRoute.Uploads when HttpMethods.IsPost(method) => Write,
            RegistryRoute.Upload when puts || HttpMethods.IsPatch(method) => Write,
            RegistryRoute.Upload when reads || deletes => RepositoryActions.Push,
            _ => null,
        };
    }
}
