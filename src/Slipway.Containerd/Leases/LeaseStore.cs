using System.Globalization;
using Slipway.Containerd.Calls;
using Wired = Slipway.Containerd.Wire.Leases;

namespace Slipway.Containerd.Leases;

/// <summary>
/// The leases of the namespace. What no image record reaches and no lease holds is collected, at a moment of containerd's choice; so whatever is
/// made is made under a lease.
/// </summary>
public sealed class LeaseStore
{
    /// <summary>From when on a lease holds nothing, in RFC 3339 (containerd, "Garbage Collection").</summary>
    private const string ExpiryLabel = "containerd.io/gc.expire";

    private readonly ContainerdChannel _channel;
    private readonly Wired.Leases.LeasesClient _wire;

    internal LeaseStore(ContainerdChannel channel)
    {
        _channel = channel;
        _wire = new Wired.Leases.LeasesClient(channel.Invoker);
    }

    /// <summary>Makes a lease; the caller disposes it.</summary>
    /// <param name="lifetime">
    /// When it ends if its owner is killed. Null is for what must not be collected under a machine, however long that runs: its owner finds such a lease
    /// again by its labels, see <see cref="ListAsync"/>, since nothing in containerd ends it. A lease cannot be prolonged.
    /// </param>
    /// <param name="labels">Free text by key, such as whose it is.</param>
    public async Task<Lease> CreateAsync(TimeSpan? lifetime, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var message = new Wired.CreateRequest { Id = $"slipway-{Guid.NewGuid():N}" };
        foreach (var (key, value) in labels)
            message.Labels[key] = value;
        if (lifetime is { } span)
            message.Labels[ExpiryLabel] = _channel.Clock.GetUtcNow().Add(span).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await _channel.RunAsync(new Request($"create lease {message.Id}"), call => _wire.CreateAsync(message, call).ResponseAsync, cancellationToken);
        return new Lease(this, message.Id);
    }

    /// <summary>Every lease of the namespace, also those that have expired and wait to be collected.</summary>
    public async Task<IReadOnlyList<LeaseStatus>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await _channel.RunAsync(new Request("list leases"), call => _wire.ListAsync(new Wired.ListRequest(), call).ResponseAsync, cancellationToken);
        return [.. answer.Leases.Select(static lease => new LeaseStatus(lease.Id, lease.Labels, ExpiryOf(lease)))];
    }

    /// <summary>Ends a lease of whomever; false when there is none of this name.</summary>
    /// <param name="collect">Waits until what only this lease held is gone; else that happens soon.</param>
    public async Task<bool> DeleteAsync(string id, bool collect, CancellationToken cancellationToken)
    {
        var message = new Wired.DeleteRequest { Id = id, Sync = collect };
        var request = new Request($"delete lease {id}", Pace: collect ? Pace.Work : Pace.Answer);
        return await _channel.TryRunAsync(request, call => _wire.DeleteAsync(message, call).ResponseAsync, cancellationToken) is not null;
    }

    internal async Task AddAsync(string id, LeaseResource resource, CancellationToken cancellationToken)
    {
        var message = new Wired.AddResourceRequest { Id = id, Resource = new Wired.Resource { Type = resource.Type, Id = resource.Id } };
        await _channel.RunAsync(new Request($"add {resource.Type} {resource.Id} to lease {id}"), call => _wire.AddResourceAsync(message, call).ResponseAsync, cancellationToken);
    }

    internal async Task<IReadOnlyList<LeaseResource>> ResourcesAsync(string id, CancellationToken cancellationToken)
    {
        var message = new Wired.ListResourcesRequest { Id = id };
        var answer = await _channel.RunAsync(new Request($"list what lease {id} holds"), call => _wire.ListResourcesAsync(message, call).ResponseAsync, cancellationToken);
        return [.. answer.Resources.Select(static resource => new LeaseResource(resource.Type, resource.Id))];
    }

    private static DateTimeOffset? ExpiryOf(Wired.Lease lease) =>
        lease.Labels.TryGetValue(ExpiryLabel, out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : null;
}
