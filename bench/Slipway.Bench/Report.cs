using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Bench;

/// <summary>The last table of each bench in docs/benchmarks.md, between a pair of comments that carry the bench's name.</summary>
internal static class Report
{
    /// <summary>A table with medians and their ratio to the first contender's, which is the one measured against.</summary>
    public static string Table(IReadOnlyList<Result> results)
    {
        var table = new StringBuilder("| what | median | fastest | slowest | ratio |\n| --- | --- | --- | --- | --- |\n");
        foreach (var result in results)
        {
            var ratio = result.Median / results[0].Median;
            table.Append($"| {result.Name} | {Show(result.Median)} | {Show(result.Fastest)} | {Show(result.Slowest)} | {ratio:F2} |\n");
        }

        return table.ToString();
    }

    /// <summary>Prints the text and keeps it in the document, in place of what the bench said last time.</summary>
    public static async Task KeepAsync(string document, string bench, string text, CancellationToken cancellationToken)
    {
        Console.WriteLine(text);
        var (begin, end) = ($"<!-- bench {bench} -->", $"<!-- end {bench} -->");
        var section = $"{begin}\n{text.TrimEnd()}\n\n{MachineDescription.OfThisOne()}\n{end}";
        var content = await File.ReadAllTextAsync(document, cancellationToken);
        var pattern = new Regex($"{Regex.Escape(begin)}.*?{Regex.Escape(end)}", RegexOptions.Singleline);
        if (!pattern.IsMatch(content))
            throw new InvalidDataException($"{document} has no place for the bench: the lines {begin} and {end} are missing.");
        await File.WriteAllTextAsync(document, pattern.Replace(content, section.Replace("$", "$$", StringComparison.Ordinal)), cancellationToken);
    }

    public static string Show(TimeSpan time) => time.TotalSeconds >= 10 ? $"{time.TotalSeconds:F1} s" : $"{time.TotalMilliseconds:F0} ms";
}
