using System.Globalization;
using System.Text;

namespace Slipway.Bench.Registry;

/// <summary>The rows as a table, with what was wanted of each and whether it came out.</summary>
internal sealed class RegistryTable
{
    /// <summary>From here on bytes tell more than operations.</summary>
    private const double LargeBytes = 500_000;

    private readonly StringBuilder _text = new(
        "| what | slipwayd | docker-registry | ratio | wanted | p50 | theirs | p99 | theirs |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");

    private readonly List<string> _missed = [];

    /// <summary>What was added last.</summary>
    public string LastLine { get; private set; } = "";

    public void Add(Row row, Turn ours, Turn theirs)
    {
        var ratio = ours.Operations / theirs.Operations;
        var isMet = ratio >= row.Goal && ours.Slowest <= theirs.Slowest;
        if (!isMet)
            _missed.Add(row.Name);
        LastLine = string.Create(
            CultureInfo.InvariantCulture,
            $"| {row.Name} (c={row.Connections}) | {Rate(ours)} | {Rate(theirs)} | {ratio:F2} | {row.Goal:F0}{(isMet ? "" : ", missed")} | {Time(ours.Median)} | {Time(theirs.Median)} | {Time(ours.Slowest)} | {Time(theirs.Slowest)} |");
        _text.Append(LastLine).Append('\n');
    }

    public override string ToString() => $"{_text}\n{(_missed.Count == 0 ? "Every goal is met." : $"Goals missed: {string.Join("; ", _missed)}.")}\n";

    private static string Rate(Turn turn) => string.Create(
        CultureInfo.InvariantCulture, $"{(turn.Bytes / turn.Operations >= LargeBytes ? $"{turn.Bytes / 1e6:F0} MB/s" : $"{turn.Operations:F0}/s")}");

    private static string Time(TimeSpan time) => string.Create(
        CultureInfo.InvariantCulture, $"{(time.TotalMilliseconds >= 100 ? $"{time.TotalMilliseconds:F0}" : $"{time.TotalMilliseconds:F2}")} ms");
}
