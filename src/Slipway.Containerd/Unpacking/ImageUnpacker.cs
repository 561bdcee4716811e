using Slipway.Containerd.Calls;
using Slipway.Containerd.Content;
using Slipway.Containerd.Leases;
using Slipway.Containerd.Snapshots;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;
using Wired = Slipway.Containerd.Wire.Diffs;
using WiredDescriptor = Slipway.Containerd.Wire.Types.BlobDescriptor;
using WiredMount = Slipway.Containerd.Wire.Types.Mount;

namespace Slipway.Containerd.Unpacking;

/// <summary>
/// Turns the layers of an image that containerd has into snapshots, one on the other, each named by its chain id; those that exist are used as they are.
/// A layer is unpacked into a snapshot whose name nobody else has and committed under the chain id when its diff id is right, so any number may unpack the
/// same image at a time: one commits, the others take that one's. What a killed one leaves behind is held by its lease alone and collected with it.
/// </summary>
/// <param name="snapshotter">Gets them.</param>
/// <param name="progress">Told of each layer before and after it is unpacked, if it has to be; null for nobody.</param>
public sealed class ImageUnpacker(ContainerdClient client, Snapshotter snapshotter, IProgress<LayerProgress>? progress = null)
{
    /// <summary>Says what a snapshot is going to be, so that a snapshotter that has it can say so (containerd, "Remote Snapshotter").</summary>
    private const string TargetLabel = "containerd.io/snapshot.ref";

    private readonly Wired.Diff.DiffClient _wire = new(client.Channel.Invoker);

    /// <summary>
    /// Unpacks an image; returns the snapshot to make others on, or <c>default</c> for an image without layers. The lease holds it, and so does the image's
    /// record from now on. Errors: <see cref="ContainerdErrorCode.DiffIdMismatch"/>, <see cref="ContainerdErrorCode.NotFound"/> when a blob is not there.
    /// </summary>
    public async Task<SnapshotKey> UnpackAsync(ResolvedImage image, Lease lease, CancellationToken cancellationToken)
    {
        var (layers, diffIds) = (image.Manifest.Content.Layers, image.Config.RootFs.DiffIds);
        var chain = ChainId.Each(diffIds);
        if (chain.Count == 0)
            return default;

        var last = SnapshotKey.OfChain(chain[^1]);
        if (!await HoldIfThereAsync(last, lease, cancellationToken))
        {
            for (var i = 0; i < chain.Count; i++)
            {
                var parent = i == 0 ? default : SnapshotKey.OfChain(chain[i - 1]);
                await UnpackAsync(layers[i], diffIds[i], parent, SnapshotKey.OfChain(chain[i]), lease, cancellationToken);
            }
        }

        await client.Content.LabelAsync(image.Manifest.Content.Config.Digest, GcLabels.OfConfig(snapshotter.Name, last), cancellationToken);
        return last;
    }

    private async Task UnpackAsync(Descriptor layer, Digest diffId, SnapshotKey parent, SnapshotKey target, Lease lease, CancellationToken cancellationToken)
    {
        if (await HoldIfThereAsync(target, lease, cancellationToken))
            return;

        var key = SnapshotKey.Parse($"extract-{Guid.NewGuid():N} {target}");
        IReadOnlyList<SnapshotMount> mounts;
        try
        {
            mounts = await snapshotter.PrepareAsync(key, parent, new Dictionary<string, string> { [TargetLabel] = target.ToString() }, lease, cancellationToken);
        }
        catch (ContainerdException e) when (e.Code == ContainerdErrorCode.AlreadyExists)
        {
            // The target, not the key: another was faster, or the snapshotter had it all along.
            if (await HoldIfThereAsync(target, lease, cancellationToken))
                return;
            throw;
        }

        progress?.Report(new LayerProgress(LayerStep.Unpacking, layer, 0));
        try
        {
            await ApplyAsync(layer, diffId, mounts, cancellationToken);
            await snapshotter.CommitAsync(target, key, lease, cancellationToken);
        }
        catch (ContainerdException e) when (e.Code == ContainerdErrorCode.AlreadyExists)
        {
            await DropAsync(key);
        }
        catch
        {
            await DropAsync(key);
            throw;
        }

        progress?.Report(new LayerProgress(LayerStep.Unpacking, layer, layer.Size));
        await client.Content.LabelAsync(layer.Digest, GcLabels.OfLayer(diffId), cancellationToken);
    }

    /// <summary>Holds first and looks then, so that what is found stays.</summary>
    private async Task<bool> HoldIfThereAsync(SnapshotKey target, Lease lease, CancellationToken cancellationToken)
    {
        await lease.HoldAsync(LeaseResource.OfSnapshot(snapshotter.Name, target), cancellationToken);
        return await snapshotter.FindAsync(target, cancellationToken) is { Kind: SnapshotKind.Committed };
    }

    private async Task ApplyAsync(Descriptor layer, Digest diffId, IReadOnlyList<SnapshotMount> mounts, CancellationToken cancellationToken)
    {
        var message = new Wired.ApplyRequest
        {
            Diff = new WiredDescriptor { MediaType = layer.MediaType, Digest = layer.Digest.ToString(), Size = layer.Size },
            SyncFs = true, // or a committed snapshot may be without its files after the power failed; containerd 1.6 does not know it
        };
        message.Mounts.AddRange(mounts.Select(static mount => new WiredMount { Type = mount.Type, Source = mount.Source, Options = { mount.Options } }));
        var request = new Request($"unpack layer {layer.Digest} into a snapshot of {snapshotter.Name}", Pace: Pace.Work);
        var answer = await client.Channel.RunAsync(request, call => _wire.ApplyAsync(message, call).ResponseAsync, cancellationToken);
        if (answer.Applied?.Digest != diffId.ToString())
        {
            throw new ContainerdException(
                ContainerdErrorCode.DiffIdMismatch,
                $"layer {layer.Digest} unpacks to {CallFailure.Words(answer.Applied?.Digest)}, but the image's configuration says {diffId}: the image is broken or was tampered with.");
        }
    }

    /// <summary>Removes what was begun, also when the caller gave up. The lease does that later if it cannot be done now, so a failure hides none that came before.</summary>
    private async Task DropAsync(SnapshotKey key)
    {
        using var limit = new CancellationTokenSource(client.Channel.Limit(Pace.Answer), client.Channel.Clock);
        try
        {
            await snapshotter.RemoveAsync(key, limit.Token);
        }
        catch (Exception e) when (e is ContainerdException or OperationCanceledException)
        {
            // Said above.
        }
    }
}
