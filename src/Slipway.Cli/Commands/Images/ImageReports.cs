using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Images;

namespace Slipway.Cli.Commands.Images;

/// <summary>What <c>slipway image pull --format json</c> prints.</summary>
internal sealed record PulledReport(string Name, string Digest, string Platform);

/// <summary>One element of what <c>slipway image list --format json</c> prints, and the summary of <c>inspect</c>.</summary>
/// <param name="Names">Full names, possibly none.</param>
/// <param name="Id">Digest of the configuration.</param>
/// <param name="Digest">Digest of the manifest.</param>
/// <param name="StoredBytes">Layers as the source stores them.</param>
/// <param name="RootfsBytes">What the converted layers take of the disk; absent when it must be converted before it runs.</param>
/// <param name="SharedBytes">Of these, layers that other images have too.</param>
/// <param name="Leases">Names of the leases that hold it.</param>
internal sealed record ImageReport(
    IReadOnlyList<string> Names, string Id, string Digest, string Platform, long StoredBytes, long? RootfsBytes, long? SharedBytes, DateTimeOffset LastUsed, IReadOnlyList<string> Leases)
{
    public static ImageReport Of(ImageSummary image) => new(
        [.. image.Names.Select(name => name.Name)],
        image.Id.ToString(),
        image.Digest.ToString(),
        image.Platform.ToString(),
        image.StoredBytes,
        image.RootfsBytes,
        image.SharedBytes,
        image.LastUsed,
        [.. image.Leases.Select(holder => holder.Lease.ToString()!)]);
}

/// <summary>What <c>slipway image inspect</c> prints.</summary>
/// <param name="Manifest">The manifest as it came.</param>
/// <param name="Config">The configuration as it came.</param>
internal sealed record InspectReport(ImageReport Image, JsonElement Manifest, JsonElement Config);

/// <summary>What <c>slipway image rm</c> and <c>prune</c> print with <c>--format json</c>.</summary>
/// <param name="Images">Digests of the images that went, in the order in which they went.</param>
/// <param name="InUse">Digests of those that should have gone and are held.</param>
/// <param name="Kept">The same with who holds them.</param>
/// <param name="Blobs">How many blobs went.</param>
/// <param name="Layers">How many converted layers went.</param>
/// <param name="ReclaimedBytes">What they took of the disk.</param>
/// <param name="DryRun">Nothing went; it would have.</param>
internal sealed record RemovedReport(
    IReadOnlyList<string> Names, IReadOnlyList<string> Images, IReadOnlyList<string> InUse, IReadOnlyList<KeptReport> Kept, int Blobs, int Layers, long ReclaimedBytes, bool DryRun)
{
    public static RemovedReport Of(RemovalReport report, bool isForecast) => new(
        report.Names,
        [.. report.Images.Select(image => image.ToString())],
        [.. report.Kept.Select(kept => kept.Digest.ToString())],
        [.. report.Kept.Select(KeptReport.Of)],
        report.Blobs,
        report.Layers,
        report.ReclaimedBytes,
        isForecast);
}

/// <summary>An image that should have gone and stays.</summary>
internal sealed record KeptReport(string Digest, IReadOnlyList<string> Names, IReadOnlyList<HolderReport> Holders)
{
    public static KeptReport Of(KeptImage kept) => new(kept.Digest.ToString(), kept.Names, [.. kept.Holders.Select(HolderReport.Of)]);
}

/// <summary>Who holds an image.</summary>
/// <param name="Kind"><c>machine</c>, <c>pull</c> or <c>lease</c>.</param>
/// <param name="Lease">The lease's name.</param>
internal sealed record HolderReport(string Kind, string? Lease)
{
    public static HolderReport Of(ImageHolder holder) => new(holder.Kind.ToString().ToLowerInvariant(), holder.Lease?.ToString());
}

[JsonSerializable(typeof(PulledReport))]
[JsonSerializable(typeof(IReadOnlyList<ImageReport>))]
[JsonSerializable(typeof(InspectReport))]
[JsonSerializable(typeof(IReadOnlyList<RemovedReport>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
internal sealed partial class ImageJson : JsonSerializerContext;
