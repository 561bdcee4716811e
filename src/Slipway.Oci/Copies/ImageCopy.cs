using Slipway.Oci.Layouts;
using Slipway.Oci.Manifests;
using Slipway.Oci.Pushes;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Copies;

/// <summary>
/// Copies an image from where it lies to a registry or a layout directory. No byte of a manifest changes, so no digest does. From registry to
/// registry blobs stream through without touching a disk, and between repositories of one registry they are not moved at all.
/// </summary>
public static class ImageCopy
{
    /// <summary>
    /// Copies. What was copied before a failure stays, and makes the next try shorter. Errors: those of the names and of the
    /// source; <see cref="OciErrorCode.Refused"/> and all that reaching a registry can fail with.
    /// </summary>
    public static async Task<CopyReport> RunAsync(
        CopyRequest request, ImageSourceOptions options, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        var (from, to) = (ImageName.Parse(request.Source), ImageName.Parse(request.Destination));
        await using var source = ImageSources.Open(from, options);
        await using var destination = OpenDestination(to, from, options);
        await destination.PrepareAsync(cancellationToken);

        var planner = new CopyPlanner(source);
        var plan = request.Platform is { } platform
            ? await planner.PlanAsync(platform, cancellationToken)
            : await planner.PlanAllAsync(cancellationToken);
        var tally = new CopyTally(progress);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = request.Jobs, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(plan.Blobs, parallel, async (blob, token) => await PutBlobAsync(source, destination, blob, tally, token));

        await PublishAsync(destination, plan, tally.LeftOut, cancellationToken);
        return tally.Report(destination.Name, plan.Manifests[^1]);
    }

    private static async Task PublishAsync(IImageDestination destination, CopyPlan plan, int leftOut, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var manifest in plan.Manifests.SkipLast(1))
                await destination.PutManifestAsync(manifest, cancellationToken);
            await destination.PublishAsync(plan.Manifests[^1], cancellationToken);
        }
        catch (OciException e) when (leftOut > 0 && e.Code is (OciErrorCode.Refused or OciErrorCode.Unreachable))
        {
            throw new OciException(
                e.Code, $"{e.Message} The source lacks {leftOut} of the layers, which may not be passed on and are only at their urls: not every registry takes such images.", e);
        }
    }

    private static async Task PutBlobAsync(IImageSource source, IImageDestination destination, Descriptor blob, CopyTally tally, CancellationToken cancellationToken)
    {
        if (MediaType.IsForeignLayer(blob.MediaType) && !await HasAsync(source, blob, cancellationToken))
        {
            tally.End(blob, CopyPhase.LeftOut);
            return;
        }

        var phase = await destination.PutBlobAsync(blob, token => source.OpenBlobAsync(blob, token), done => tally.Note(blob, done), cancellationToken);
        tally.End(blob, phase);
    }

    private static async Task<bool> HasAsync(IImageSource source, Descriptor blob, CancellationToken cancellationToken)
    {
        try
        {
            await (await source.OpenBlobAsync(blob, cancellationToken)).DisposeAsync();
            return true;
        }
        catch (OciException e) when (e.Code == OciErrorCode.NotFound)
        {
            return false;
        }
    }

    private static IImageDestination OpenDestination(ImageName to, ImageName from, ImageSourceOptions options) => to switch
    {
        ImageName.InRegistry image => new RegistryDestination(image.Reference, Neighbour(image.Reference, from), options),
        ImageName.InLayout image => new LayoutDestination(image.ToString(), image.Ref, image.Directory, options.Time),
        _ => throw new OciException(OciErrorCode.Unsupported, $"{to} cannot be written: images are copied to registries and to layout directories (oci:DIRECTORY[:REF])."),
    };

    private static Reference? Neighbour(Reference to, ImageName from) =>
        from is ImageName.InRegistry { Reference: var other } && other.Registry == to.Registry && other.Repository != to.Repository ? other : null;
}
