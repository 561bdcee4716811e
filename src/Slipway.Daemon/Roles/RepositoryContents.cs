using Slipway.Platform.Repositories;
using Slipway.Registry.Metadata;
using Slipway.Registry.Names;

namespace Slipway.Daemon.Roles;

/// <summary>Lets the platform remove a repository from the registry in the same process.</summary>
internal sealed class RepositoryContents(RegistryDatabase database) : IRepositoryContents
{
    public Task RemoveAsync(StoredName repository, CancellationToken cancellationToken) => database.RemoveRepositoryAsync(repository, cancellationToken);
}
