using System.Text.Json;
using Slipway.Cli.Options;
using Slipway.Images;

namespace Slipway.Cli.Commands.Images;

/// <summary>Says what was removed, or would be.</summary>
internal static class Removal
{
    public static void Write(TextWriter output, IReadOnlyList<RemovalReport> reports, OutputFormat format, bool isForecast = false)
    {
        if (format == OutputFormat.Json)
        {
            output.WriteLine(JsonSerializer.Serialize([.. reports.Select(report => RemovedReport.Of(report, isForecast))], ImageJson.Default.IReadOnlyListRemovedReport));
            return;
        }

        var (removed, reclaimed) = isForecast ? ("would remove", "would reclaim") : ("removed", "reclaimed");
        foreach (var report in reports)
        {
            foreach (var name in report.Names)
                output.WriteLine($"{removed} {Printable.Text(name)}");
            foreach (var image in report.Images)
                output.WriteLine($"{removed} {image}");
            foreach (var kept in report.Kept)
                output.WriteLine($"kept {Printable.Text(string.Join(' ', kept.Names.Append(kept.Digest.ToString())))}: {string.Join(", ", kept.Holders)}");
        }

        if (reports.Count > 0)
            output.WriteLine($"{reclaimed} {ByteSize.Show(reports.Sum(report => report.ReclaimedBytes))}: {Counted(reports.Sum(report => report.Layers), "converted layer")}, {Counted(reports.Sum(report => report.Blobs), "blob")}");
    }

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
