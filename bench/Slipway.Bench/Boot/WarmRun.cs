using System.Diagnostics;
using System.Text.Json;

namespace Slipway.Bench.Boot;

/// <summary>A <c>slipway run IMAGE /bin/true</c>, with the program's own time and the machine's end taken off.</summary>
/// <param name="arguments">Options and image.</param>
internal sealed class WarmRun(string slipway, IReadOnlyList<string> arguments)
{
    private static readonly string[] s_fromVmm = ["vmmStart", "kernel", "init"];

    /// <summary>Of the last run: from the start of the VMM to the exec of the entrypoint.</summary>
    public TimeSpan FromVmm { get; private set; }

    /// <summary>Of the last run.</summary>
    public string Parts { get; private set; } = "";

    /// <summary>Runs once; from the start of the program slipway to the exec of the entrypoint.</summary>
    public async Task<TimeSpan> TimeAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var (_, said) = await Command.RunAsync(slipway, ["run", "--format", "json", .. arguments, "/bin/true"], cancellationToken);
        var all = Stopwatch.GetElapsedTime(start);
        using var report = JsonDocument.Parse(said);
        var parts = report.RootElement.GetProperty("milliseconds").EnumerateObject().ToDictionary(part => part.Name, part => part.Value.GetDouble());
        Parts = string.Join(", ", parts.Select(part => $"{part.Key} {part.Value}"));
        FromVmm = TimeSpan.FromMilliseconds(s_fromVmm.Sum(name => parts[name]));
        return all - TimeSpan.FromMilliseconds(parts["program"] + parts["exit"]);
    }
}
