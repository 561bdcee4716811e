using Slipway.Images.Layers;
using Slipway.Images.Names;
using Slipway.Images.Rootfs;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <content>Bringing an image in and leasing it.</content>
public sealed partial class ImageStore
{
    /// <summary>
    /// The image that a source names, ready to run. A name that the store knows takes a few file operations and no network. Otherwise layers
    /// are downloaded, those the store lacks, and converted as they arrive. Who comes second waits for the first and shares the result.
    /// The caller disposes the lease, and the source.
    /// </summary>
    /// <exception cref="OciException">The source has no such image, cannot be reached, or gave something else than it promised.</exception>
    /// <exception cref="Conversion.ConversionException">The layers cannot become a file system.</exception>
    /// <exception cref="ImageException">
    /// <see cref="ImageErrorCode.NotFound"/> under <see cref="PullPolicy.Never"/>; <see cref="ImageErrorCode.DiskFull"/>.
    /// </exception>
    public async Task<ImageLease> AcquireAsync(
        IImageSource source, Platform platform, PullPolicy policy, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(platform);
        ArgumentNullException.ThrowIfNull(progress);
        try
        {
            return await FindOrMakeAsync(source, platform.Normalize(), policy, progress, cancellationToken);
        }
        catch (ImageException e) when (e.Code == ImageErrorCode.DiskFull)
        {
            throw WithAdvice(e);
        }
    }

    /// <summary>
    /// Leases an image that is here and converted to the store's format, by its digest, whatever its name means by now; null when it is not. The caller disposes.
    /// </summary>
    /// <param name="name">What the lease will be called.</param>
    public async Task<ImageLease?> TryLeaseAsync(string name, Digest digest, Platform platform, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(platform);
        return _images.Find(digest, platform.Normalize(), name) is { } image ? await TryLeaseAsync(name, image, [Version], cancellationToken) : null;
    }

    /// <param name="versions">Any of these will do; the first is the best.</param>
    private async Task<ImageLease?> TryLeaseAsync(string name, ResolvedImage image, IReadOnlyList<WriterVersion> versions, CancellationToken cancellationToken)
    {
        if (TryLeaseAny() is { } ready)
            return ready;
        // Whoever looks whether it could be removed has it for a moment, and lets it be.
        using var turn = await _locks.ImageAsync(image.Digest, static () => { }, cancellationToken);
        return TryLeaseAny();

        ImageLease? TryLeaseAny() => versions.Select(version => TryLease(name, image, version)).FirstOrDefault(lease => lease is not null);
    }

    private async Task<ImageLease> FindOrMakeAsync(
        IImageSource source, Platform platform, PullPolicy policy, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        if (policy == PullPolicy.Always || (policy == PullPolicy.Missing && source.IsLocal))
            return await PullAsync(source, platform, progress, cancellationToken);
        if (TryLeaseKnown(source.Name, platform) is { } ready)
            return Finished(ready, progress);
        using var turn = await _locks.NameAsync(source.Name, platform, Waiting(progress), cancellationToken);
        if (TryLeaseKnown(source.Name, platform) is { } made)
            return Finished(made, progress);
        if (_names.Find(source.Name, platform) is { } known && await TryMakeKnownAsync(source, policy != PullPolicy.Never, known, progress, cancellationToken) is { } kept)
            return Finished(kept, progress);
        return policy == PullPolicy.Never
            ? throw new ImageException(ImageErrorCode.NotFound, $"{source.Name} for {platform} is not here, and pulling was forbidden; pull it first.")
            : await PullAsync(source, platform, progress, cancellationToken);
    }

    private ImageLease? TryLeaseKnown(string name, Platform platform) =>
        _names.Find(name, platform) is { } known && _images.Find(known.Digest, platform, name) is { } image ? TryLease(name, image) : null;

    private ImageLease? TryLease(string name, ResolvedImage image) => TryLease(name, image, Version);

    private ImageLease? TryLease(string name, ResolvedImage image, WriterVersion version)
    {
        if (_rootfs.TryLease(new RootfsEntry(image.Digest, version)) is not { } held)
            return null;
        List<RootfsLayer> layers = [];
        if (held.Record.KeysFor(image.Config.RootFs.DiffIds, version) is { } keys && keys.All(TryAdd))
            return new ImageLease(_rootfs, name, image, held.File, layers, held.Record.Directories);
        held.File.Dispose();
        layers.ForEach(layer => layer.File.Dispose());
        return null;

        bool TryAdd(LayerKey key)
        {
            if (_layers.TryLease(key) is not { } file)
                return false;
            layers.Add(new RootfsLayer(file, _layers.PathOf(key), key.Identity));
            return true;
        }
    }

    /// <summary>Makes what a name meant when it was last asked for, where all of it is here; null where it is not.</summary>
    private async Task<ImageLease?> TryMakeKnownAsync(
        IImageSource source, bool asksSource, KnownName known, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        if (_images.Find(known.Digest, known.Platform, source.Name) is not { } image)
            return null;
        using var kept = await KeepAsync(image, cancellationToken);
        return HasAll(image) ? await TryLeaseOrPullAsync(source, asksSource, image, progress, cancellationToken) : null;
    }

    private Task<ImageLease> PullAsync(IImageSource source, Platform platform, IProgress<ImageProgress> progress, CancellationToken cancellationToken) => MakeAsync(
        source, platform, progress, digest => _names.WriteAsync(new KnownName(source.Name, platform, digest, _clock.GetUtcNow()), cancellationToken), cancellationToken);

    /// <param name="name">Notes what the name means now, before others may remove the image.</param>
    private async Task<ImageLease> MakeAsync(
        IImageSource source, Platform platform, IProgress<ImageProgress> progress, Func<Digest, Task> name, CancellationToken cancellationToken)
    {
        progress.Report(ImageProgress.Of(ImagePhase.Resolving));
        var image = await source.ResolveAsync(platform, cancellationToken);
        using var kept = await KeepAsync(image, cancellationToken);
        var lease = await TryLeaseOrPullAsync(source, asksSource: true, image, progress, cancellationToken)
            ?? await TryLeaseOrPullAsync(source, asksSource: true, image, progress, cancellationToken)
            ?? throw new ImageException(ImageErrorCode.Damaged, $"layers of {source.Name} change as soon as they are stored; check the disk.");
        try
        {
            await name(image.Digest);
            return Finished(lease, progress);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Keeps everything the image is made of or may be made into, before the first look at what of it is here.</summary>
    private Task<RangeLockSet> KeepAsync(ResolvedImage image, CancellationToken cancellationToken)
    {
        var diffIds = image.Config.RootFs.DiffIds;
        return _locks.KeepAsync(
            image.Manifest.Content.Layers.Select(layer => layer.Digest).Prepend(image.Manifest.Content.Config.Digest).Prepend(image.Digest),
            diffIds.Select(diffId => LayerKey.OfLayer(diffId, Version).FileName).Concat(LayerKey.NamesOfChains(diffIds, Version)),
            cancellationToken);
    }

    /// <summary>The image can be made without its source: each layer is here, converted or as a blob.</summary>
    private bool HasAll(ResolvedImage image) => image.Manifest.Content.Layers.Count == image.Config.RootFs.DiffIds.Count
        && image.Manifest.Content.Layers.Zip(image.Config.RootFs.DiffIds).All(layer => _layers.FactsOf(LayerKey.OfLayer(layer.Second, Version), layer.First.Digest) is not null || _blobs.Has(layer.First));

    /// <summary>Null when layers in the store were damaged: they are gone now, and the source must be asked for them.</summary>
    private async Task<ImageLease?> TryLeaseOrPullAsync(
        IImageSource source, bool asksSource, ResolvedImage image, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        if (TryLease(source.Name, image) is { } ready)
            return ready;
        using var turn = await _locks.ImageAsync(image.Digest, Waiting(progress), cancellationToken);
        if (TryLease(source.Name, image) is { } made)
            return made;
        var entry = new RootfsEntry(image.Digest, Version);
        if (!await _pull.TryRunAsync(source, asksSource, image, entry, progress, cancellationToken))
            return null;
        return TryLease(source.Name, image)
            ?? throw new ImageException(ImageErrorCode.Damaged, $"{_rootfs.PathOf(entry)} was made just now and is gone or changed from outside.");
    }

    private static Action Waiting(IProgress<ImageProgress> progress) => () => progress.Report(ImageProgress.Of(ImagePhase.Waiting));

    private static ImageLease Finished(ImageLease lease, IProgress<ImageProgress> progress)
    {
        progress.Report(ImageProgress.Of(ImagePhase.Done));
        return lease;
    }
}
