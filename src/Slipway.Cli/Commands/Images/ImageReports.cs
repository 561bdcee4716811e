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
/// <param name="RootfsBytes">Size of the converted image; absent when it must be converted before it runs.</param>
internal sealed record ImageReport(IReadOnlyList<string> Names, string Id, string Digest, string Platform, long StoredBytes, long? RootfsBytes, DateTimeOffset LastUsed)
{
    public static ImageReport Of(ImageSummary image) => new(
        [.. image.Names.Select(name => name.Name)], image.Id.ToString(), image.Digest.ToString(), image.Platform.ToString(), image.StoredBytes, image.RootfsBytes, image.LastUsed);
}

/// <summary>What <c>slipway image inspect</c> prints.</summary>
/// <param name="Manifest">The manifest as it came.</param>
/// <param name="Config">The configuration as it came.</param>
internal sealed record InspectReport(ImageReport Image, JsonElement Manifest, JsonElement Config);

/// <summary>What <c>slipway image rm</c> and <c>prune</c> print with <c>--format json</c>.</summary>
internal sealed record RemovedReport(IReadOnlyList<string> Names, IReadOnlyList<string> Images, IReadOnlyList<string> InUse, long ReclaimedBytes)
{
    public static RemovedReport Of(RemovalReport report) => new(
        report.Names, [.. report.Images.Select(image => image.ToString())], [.. report.InUse.Select(image => image.ToString())], report.ReclaimedBytes);
}

[JsonSerializable(typeof(PulledReport))]
[JsonSerializable(typeof(IReadOnlyList<ImageReport>))]
[JsonSerializable(typeof(InspectReport))]
[JsonSerializable(typeof(IReadOnlyList<RemovedReport>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
internal sealed partial class ImageJson : JsonSerializerContext;
