using System.Collections.ObjectModel;
using Grpc.Core;
using Slipway.Containerd.Calls;
using Slipway.Containerd.Leases;
using Wired = Slipway.Containerd.Wire.Snapshots;
using WiredMount = Slipway.Containerd.Wire.Types.Mount;
using WiredPlugins = Slipway.Containerd.Wire.Introspection;

namespace Slipway.Containerd.Snapshots;

/// <summary>
/// One of containerd's snapshotters. A snapshot is prepared on a committed one, mounted by whoever wants to, and then committed under another
/// name or removed. Only the name differs between snapshotters, and what <see cref="SnapshotMount"/>s they give.
/// </summary>
public sealed class Snapshotter
{
    private const string PluginType = "io.containerd.snapshotter.v1";

    private readonly ContainerdChannel _channel;
    private readonly Wired.Snapshots.SnapshotsClient _wire;

    internal Snapshotter(ContainerdChannel channel, string name)
    {
        _channel = channel;
        _wire = new Wired.Snapshots.SnapshotsClient(channel.Invoker);
        Name = name;
    }

    /// <summary>Its name in containerd: <c>overlayfs</c>, <c>devmapper</c>.</summary>
    public string Name { get; }

    /// <summary>Whether containerd has it and it works.</summary>
    public async Task<SnapshotterStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var wire = new WiredPlugins.Introspection.IntrospectionClient(_channel.Invoker);
        var message = new WiredPlugins.PluginsRequest { Filters = { $"type=={PluginType}" } };
        var answer = await _channel.RunAsync(new Request("list its snapshotters"), call => wire.PluginsAsync(message, call).ResponseAsync, cancellationToken);
        return answer.Plugins.FirstOrDefault(plugin => plugin.Id == Name) switch
        {
            null => new SnapshotterStatus.Absent(),
            { InitErr: { Code: not 0 } failure } => new SnapshotterStatus.Broken(CallFailure.Words(failure.Message)),
            _ => new SnapshotterStatus.Ready(),
        };
    }

    /// <summary>What is known of a snapshot, or null when there is none.</summary>
    public async Task<SnapshotInfo?> FindAsync(SnapshotKey key, CancellationToken cancellationToken)
    {
        var message = new Wired.StatSnapshotRequest { Snapshotter = Name, Key = key.ToString() };
        var answer = await _channel.TryRunAsync(new Request($"look up {Named(key)}"), call => _wire.StatAsync(message, call).ResponseAsync, cancellationToken);
        return answer is null ? null : InfoOf(answer.Info);
    }

    /// <summary>Every snapshot of the namespace.</summary>
    public Task<IReadOnlyList<SnapshotInfo>> ListAsync(CancellationToken cancellationToken) =>
        _channel.RunAsync(new Request($"list snapshots of {Name}"), call => ReadAllAsync(call, cancellationToken), cancellationToken);

    /// <summary>Makes a snapshot to write to, held by the lease. Errors: <see cref="ContainerdErrorCode.AlreadyExists"/>, <see cref="ContainerdErrorCode.NotFound"/> of the parent.</summary>
    /// <param name="key">The name it gets.</param>
    /// <param name="parent">A committed snapshot; <c>default</c> for an empty one.</param>
    public Task<IReadOnlyList<SnapshotMount>> PrepareAsync(SnapshotKey key, SnapshotKey parent, Lease lease, CancellationToken cancellationToken) =>
        PrepareAsync(key, parent, ReadOnlyDictionary<string, string>.Empty, lease, cancellationToken);

    /// <summary>As <see cref="PrepareAsync(SnapshotKey, SnapshotKey, Lease, CancellationToken)"/>, for reading only.</summary>
    public async Task<IReadOnlyList<SnapshotMount>> ViewAsync(SnapshotKey key, SnapshotKey parent, Lease lease, CancellationToken cancellationToken)
    {
        var message = new Wired.ViewSnapshotRequest { Snapshotter = Name, Key = key.ToString(), Parent = parent.ToString() };
        var request = new Request($"make a view {key} of {Named(parent)}", lease.Id, Pace.Work);
        return MountsOf((await _channel.RunAsync(request, call => _wire.ViewAsync(message, call).ResponseAsync, cancellationToken)).Mounts);
    }

    /// <summary>How to mount a snapshot that can be. Errors: <see cref="ContainerdErrorCode.NotFound"/>.</summary>
    public async Task<IReadOnlyList<SnapshotMount>> MountsAsync(SnapshotKey key, CancellationToken cancellationToken)
    {
        var message = new Wired.MountsRequest { Snapshotter = Name, Key = key.ToString() };
        return MountsOf((await _channel.RunAsync(new Request($"say how to mount {Named(key)}"), call => _wire.MountsAsync(message, call).ResponseAsync, cancellationToken)).Mounts);
    }

    /// <summary>
    /// Makes an active snapshot a committed one, named <paramref name="name"/> and held by the lease; <paramref name="key"/> is gone afterwards.
    /// Errors: <see cref="ContainerdErrorCode.AlreadyExists"/>, and then <paramref name="key"/> is still there.
    /// </summary>
    public async Task CommitAsync(SnapshotKey name, SnapshotKey key, Lease lease, CancellationToken cancellationToken)
    {
        var message = new Wired.CommitSnapshotRequest { Snapshotter = Name, Name = name.ToString(), Key = key.ToString() };
        await _channel.RunAsync(new Request($"commit {Named(key)} as {name}", lease.Id, Pace.Work), call => _wire.CommitAsync(message, call).ResponseAsync, cancellationToken);
    }

    /// <summary>Removes a snapshot; false when there is none. Errors: <see cref="ContainerdErrorCode.FailedPrecondition"/> while others are made on it.</summary>
    public async Task<bool> RemoveAsync(SnapshotKey key, CancellationToken cancellationToken)
    {
        var message = new Wired.RemoveSnapshotRequest { Snapshotter = Name, Key = key.ToString() };
        var request = new Request($"remove {Named(key)}", Pace: Pace.Work);
        return await _channel.TryRunAsync(request, call => _wire.RemoveAsync(message, call).ResponseAsync, cancellationToken) is not null;
    }

    internal async Task<IReadOnlyList<SnapshotMount>> PrepareAsync(
        SnapshotKey key, SnapshotKey parent, IReadOnlyDictionary<string, string> labels, Lease lease, CancellationToken cancellationToken)
    {
        var message = new Wired.PrepareSnapshotRequest { Snapshotter = Name, Key = key.ToString(), Parent = parent.ToString() };
        foreach (var (label, value) in labels)
            message.Labels[label] = value;
        var request = new Request($"prepare {Named(key)} on '{parent}'", lease.Id, Pace.Work);
        return MountsOf((await _channel.RunAsync(request, call => _wire.PrepareAsync(message, call).ResponseAsync, cancellationToken)).Mounts);
    }

    private async Task<IReadOnlyList<SnapshotInfo>> ReadAllAsync(CallOptions call, CancellationToken cancellationToken)
    {
        using var listing = _wire.List(new Wired.ListSnapshotsRequest { Snapshotter = Name }, call);
        List<SnapshotInfo> found = [];
        while (await listing.ResponseStream.MoveNext(cancellationToken))
            found.AddRange(listing.ResponseStream.Current.Info.Select(InfoOf));
        return found;
    }

    private string Named(SnapshotKey key) => $"snapshot {key} of {Name}";

    private static SnapshotInfo InfoOf(Wired.Info info) => new(SnapshotKey.OfWire(info.Name), SnapshotKey.OfWire(info.Parent), (SnapshotKind)info.Kind, info.Labels);

    private static IReadOnlyList<SnapshotMount> MountsOf(IEnumerable<WiredMount> mounts) =>
        [.. mounts.Select(static mount => new SnapshotMount(mount.Type, mount.Source, [.. mount.Options]))];
}
