using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Slipway.Cli.Commands.Images;
using Slipway.Cli.Options;
using Slipway.Images;
using Slipway.Images.Store;

namespace Slipway.Cli.Commands.Systems;

/// <summary><c>slipway system df</c>: what takes how much of the disk, and what could be removed.</summary>
internal static class DiskUseCommand
{
    public static Command Create(CommandContext context)
    {
        var dedup = new Option<bool>("--dedup") { Description = "Also read all converted layers, and say what storing equal blocks once would save" };
        var format = OutputFormatOption.Create();
        var command = new Command("df", "Say what takes how much of the disk, and what could be removed") { dedup, format };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var data = context.DataDirectoryOf(parsed);
            var store = new ImageStore(data.Root, context.Time);
            var usage = store.Usage();
            var report = DiskUseReport.Of(data, usage, parsed.GetValue(dedup) ? await MeasureAsync(context, store, cancellationToken) : null);
            if (parsed.GetValue(format) == OutputFormat.Json)
                context.Out.WriteLine(JsonSerializer.Serialize(report, DiskUseJson.Default.DiskUseReport));
            else
                Write(context.Out, report, usage);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<DedupReport> MeasureAsync(CommandContext context, ImageStore store, CancellationToken cancellationToken)
    {
        await using var display = new StepDisplay(context, "reading converted layers");
        return await store.MeasureDedupAsync(new BlocksRead(display), cancellationToken);
    }

    private static void Write(TextWriter output, DiskUseReport report, StoreUsage usage)
    {
        IEnumerable<string[]> kinds = report.Kinds.Append(report.Total).Select(kind => (string[])
        [
            kind.Name, kind.Count.ToString(CultureInfo.InvariantCulture), ByteSize.Show(kind.Bytes), kind.ReclaimableBytes is { } bytes ? ByteSize.Show(bytes) : "-",
        ]);
        TextTable.Write(output, [["TYPE", "COUNT", "SIZE", "RECLAIMABLE"], .. kinds]);
        if (usage.Images.Count > 0)
        {
            output.WriteLine();
            TextTable.Write(output, [["IMAGE", "ID", "SIZE", "SHARED", "OWN", "LAST USED", "HELD"], .. usage.Images.Select(RowOf)]);
        }

        output.WriteLine();
        var disk = report.Disk;
        output.WriteLine($"{Printable.Text(report.DataDirectory)} is on a disk of which {ByteSize.Show(disk.UsedBytes)} are in use ({disk.UsedPercent}%) and {ByteSize.Show(disk.AvailableBytes)} free.");
        output.WriteLine($"slipway image prune frees {ByteSize.Show(report.GarbageBytes)}, with --all or --high-water up to {ByteSize.Show(report.ReclaimableBytes)}.");
        if (report.Dedup is { } dedup)
            Write(output, dedup);
    }

    private static string[] RowOf(ImageUsage image) =>
    [
        Printable.Text(image.Summary.Names.Count == 0 ? "-" : string.Join(' ', image.Summary.Names.Select(name => name.Name))),
        ImageText.IdOf(image.Summary),
        ByteSize.Show(image.OwnBytes + image.SharedBytes),
        ByteSize.Show(image.SharedBytes),
        ByteSize.Show(image.OwnBytes),
        ImageText.LastUseOf(image.Summary),
        image.Holders.Count == 0 ? "-" : string.Join(", ", image.Holders),
    ];

    private static void Write(TextWriter output, DedupUse dedup)
    {
        var read = dedup.SampledShare == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" (estimated by one in {1 / dedup.SampledShare:0} of the different blocks)");
        output.WriteLine($"{dedup.Layers} converted layers have {ByteSize.Show(dedup.Bytes)} in blocks of 4 KiB{read}:");
        output.WriteLine($"  {Share(dedup.WithinBytes, dedup)} are of blocks that the same layer has again,");
        output.WriteLine($"  {Share(dedup.BetweenBytes, dedup)} of blocks that another layer has too;");
        output.WriteLine($"  each block stored once would save {Share(dedup.SavableBytes, dedup)}.");
    }

    private static string Share(long bytes, DedupUse dedup) =>
        string.Create(CultureInfo.InvariantCulture, $"{ByteSize.Show(bytes)} ({100.0 * bytes / Math.Max(1, dedup.Bytes):0.#}%)");

    private sealed class BlocksRead(StepDisplay display) : IProgress<(long Done, long Total)>
    {
        public void Report((long Done, long Total) value) => display.Report(new StepDisplay.Step("layers", "read", value.Done, value.Total));
    }
}
