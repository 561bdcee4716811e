using System.Text.Json.Serialization;
using Slipway.Host;
using Slipway.Images;

namespace Slipway.Cli.Commands.Systems;

/// <summary>What <c>slipway system df --format json</c> prints. Bytes are those really allocated.</summary>
/// <param name="Kinds">In the order shown; what images share is counted once.</param>
/// <param name="Total">Their sum.</param>
/// <param name="GarbageBytes">What nothing needs.</param>
/// <param name="ReclaimableBytes">That, what images run without, and all images that nobody holds.</param>
/// <param name="Images">The longest unused first.</param>
/// <param name="Dedup">With <c>--dedup</c>.</param>
internal sealed record DiskUseReport(
    string DataDirectory, DiskUse Disk, IReadOnlyList<KindUse> Kinds, KindUse Total, long GarbageBytes, long ReclaimableBytes, IReadOnlyList<ImageUse> Images, DedupUse? Dedup)
{
    public static DiskUseReport Of(DataDirectory data, StoreUsage usage, DedupReport? dedup)
    {
        IReadOnlyList<KindUse> kinds =
        [
            new("blobs", usage.Blobs.Count, usage.Blobs.Bytes, usage.Blobs.ReclaimableBytes),
            new("converted layers", usage.Layers.Count, usage.Layers.Bytes, usage.Layers.ReclaimableBytes),
            new("records", usage.Records.Count, usage.Records.Bytes, null),
            .. DataFolders.Measure(data),
        ];
        var total = new KindUse("total", kinds.Sum(kind => kind.Count), kinds.Sum(kind => kind.Bytes), usage.ReclaimableBytes);
        return new DiskUseReport(
            data.Root, DiskUse.Of(usage.Disk), kinds, total, usage.GarbageBytes, usage.ReclaimableBytes, [.. usage.Images.Select(ImageUse.Of)], dedup is null ? null : DedupUse.Of(dedup));
    }
}

/// <summary>The file system of the data directory.</summary>
internal sealed record DiskUse(long UsedBytes, long AvailableBytes, int UsedPercent)
{
    public static DiskUse Of(DiskSpace disk) =>
        new(disk.UsedBytes, disk.AvailableBytes, (int)((Int128)100 * disk.UsedBytes / Math.Max(1, disk.UsedBytes + disk.AvailableBytes)));
}

/// <summary>One kind of thing in the data directory.</summary>
/// <param name="ReclaimableBytes">Absent where collection takes none of it.</param>
internal sealed record KindUse(string Name, int Count, long Bytes, long? ReclaimableBytes);

/// <summary>One image.</summary>
/// <param name="OwnBytes">Blobs and converted layers that no other image has.</param>
/// <param name="SharedBytes">Those that others have too.</param>
/// <param name="HeldBy">For people; empty when nobody holds it.</param>
internal sealed record ImageUse(IReadOnlyList<string> Names, string Id, string Digest, long OwnBytes, long SharedBytes, DateTimeOffset LastUsed, IReadOnlyList<string> HeldBy)
{
    public static ImageUse Of(ImageUsage image) => new(
        [.. image.Summary.Names.Select(name => name.Name)],
        image.Summary.Id.ToString(),
        image.Summary.Digest.ToString(),
        image.OwnBytes,
        image.SharedBytes,
        image.Summary.LastUsed,
        [.. image.Holders.Select(holder => holder.ToString())]);
}

/// <summary>What converted layers have in common, in blocks of 4 KiB.</summary>
/// <param name="SampledShare">1 when all different blocks were followed; else the figures are estimates.</param>
internal sealed record DedupUse(int Layers, long Bytes, long WithinBytes, long BetweenBytes, long SavableBytes, double SampledShare)
{
    public static DedupUse Of(DedupReport report) =>
        new(report.Layers, report.Bytes, report.WithinBytes, report.BetweenBytes, report.SavableBytes, report.SampledShare);
}

[JsonSerializable(typeof(DiskUseReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
internal sealed partial class DiskUseJson : JsonSerializerContext;
