using Slipway.Daemon.Operations;
using Slipway.Platform.Repositories;
using Slipway.Registry.Access;

namespace Slipway.Daemon.Roles;

/// <summary>What stands behind the authorizer. Opened first, begun once it is known who decides, disposed after the web server has stopped.</summary>
internal interface IRegistryBackend : IAsyncDisposable
{
    /// <summary>What must work for requests to be answered.</summary>
    IReadOnlyList<HealthCheck> Checks { get; }

    /// <summary>By which the platform removes a repository; null where the images are kept elsewhere.</summary>
    IRepositoryContents? Contents { get; }

    /// <summary>Starts what runs beside requests.</summary>
    Task BeginAsync(IRegistryAuthority authority, CancellationToken cancellationToken);

    /// <summary>Answers a request that the authorizer let through.</summary>
    Task HandleAsync(HttpContext context);

    /// <summary>Ends uploads that run, keeping what arrived, because the server is about to stop.</summary>
    void ParkUploads();
}
