namespace Slipway.Containerd.Leases;

/// <summary>
/// Keeps things from being collected: what is made under it, and what is added to it by name. Its owner ends it, by <see cref="ReleaseAsync"/> when
/// the things should be gone afterwards, else by disposal; both are over in a moment and leave the removal to containerd. Safe for use by several threads.
/// </summary>
public sealed class Lease : IAsyncDisposable
{
    private readonly LeaseStore _store;
    private bool _released;

    internal Lease(LeaseStore store, string id)
    {
        _store = store;
        Id = id;
    }

    /// <summary>Its name in containerd; others can end it by that.</summary>
    public string Id { get; }

    /// <summary>
    /// Holds one more thing, which need not exist yet: who holds first and looks afterwards cannot have it collected in between. Twice is no error.
    /// Errors: <see cref="ContainerdErrorCode.NotFound"/> when the lease has ended.
    /// </summary>
    public Task HoldAsync(LeaseResource resource, CancellationToken cancellationToken) => _store.AddAsync(Id, resource, cancellationToken);

    /// <summary>What it holds by name. Errors: <see cref="ContainerdErrorCode.NotFound"/> when the lease has ended.</summary>
    public Task<IReadOnlyList<LeaseResource>> ResourcesAsync(CancellationToken cancellationToken) => _store.ResourcesAsync(Id, cancellationToken);

    /// <summary>Ends it and waits until what it alone held is gone. That it has ended already, or expired, is no error.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        await _store.DeleteAsync(Id, collect: true, cancellationToken);
        _released = true;
    }

    /// <summary>Ends it, as far as containerd can be reached: one that cannot be ended here expires, or is found by its labels.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_released)
            return;
        try
        {
            await _store.DeleteAsync(Id, collect: false, CancellationToken.None);
            _released = true;
        }
        catch (ContainerdException)
        {
            // Said above; disposal hides no other failure by one of its own.
        }
    }
}
