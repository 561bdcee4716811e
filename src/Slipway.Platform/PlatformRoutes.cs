using Microsoft.AspNetCore.Routing;

namespace Slipway.Platform;

/// <summary>Puts a platform's addresses on a server.</summary>
public static class PlatformRoutes
{
    /// <summary>The API of clients: <c>/v1</c>.</summary>
    public static void MapPlatform(this IEndpointRouteBuilder routes, PlatformServer platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        platform.Api.Map(routes);
    }

    /// <summary>What a registry in another process asks: <c>/internal/registry</c>. Best on a listener that clients do not reach.</summary>
    public static void MapRegistryAuthority(this IEndpointRouteBuilder routes, PlatformServer platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        platform.AuthorityApi.Map(routes);
    }
}
