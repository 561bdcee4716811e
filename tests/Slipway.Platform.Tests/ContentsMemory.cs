using Slipway.Platform.Repositories;
using Slipway.Registry.Names;

namespace Slipway.Platform.Tests;

/// <summary>A registry's contents that remember what was removed.</summary>
internal sealed class ContentsMemory : IRepositoryContents
{
    public List<StoredName> Removed { get; } = [];

    public Task RemoveAsync(StoredName repository, CancellationToken cancellationToken)
    {
        Removed.Add(repository);
        return Task.CompletedTask;
    }
}
