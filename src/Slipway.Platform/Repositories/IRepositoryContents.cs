using Slipway.Registry.Names;

namespace Slipway.Platform.Repositories;

/// <summary>What a registry in the same process has under a repository's name.</summary>
public interface IRepositoryContents
{
    /// <summary>Removes tags, manifests and the repository's claim on blobs, durably; a repository without any is no error.</summary>
    Task RemoveAsync(StoredName repository, CancellationToken cancellationToken);
}
