using System.Text.Json;
using Slipway.Cli.Options;
using Slipway.Images;

namespace Slipway.Cli.Commands.Images;

/// <summary>Says what was removed.</summary>
internal static class Removal
{
    public static void Write(TextWriter output, IReadOnlyList<RemovalReport> reports, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            output.WriteLine(JsonSerializer.Serialize([.. reports.Select(RemovedReport.Of)], ImageJson.Default.IReadOnlyListRemovedReport));
            return;
        }

        foreach (var report in reports)
        {
            foreach (var name in report.Names)
                output.WriteLine($"removed {Printable.Text(name)}");
            foreach (var image in report.Images)
                output.WriteLine($"removed {image}");
            foreach (var image in report.InUse)
                output.WriteLine($"kept {image}: it is in use");
        }

        if (reports.Count > 0)
            output.WriteLine($"reclaimed {ByteSize.Show(reports.Sum(report => report.ReclaimedBytes))}");
    }
}
