using System.Text.Json;

namespace Slipway.Bench.Boot;

/// <summary>What <c>slipway run --format json</c> says at its end, in so far as a bench asks.</summary>
internal sealed class RunReport
{
    private static readonly string[] s_fromVmm = ["vmmStart", "kernel", "init"];

    private readonly Dictionary<string, double> _milliseconds;

    private RunReport(Dictionary<string, double> milliseconds) => _milliseconds = milliseconds;

    /// <summary>From the start of the VMM to the exec of the entrypoint; of a resumed machine, to the answer of its guest.</summary>
    public TimeSpan FromVmm => TimeSpan.FromMilliseconds(s_fromVmm.Sum(name => _milliseconds[name]));

    /// <summary>From the exec of the entrypoint to the end of the program slipway.</summary>
    public TimeSpan Afterwards => TimeSpan.FromMilliseconds(_milliseconds["program"] + _milliseconds["exit"]);

    /// <param name="json">The object.</param>
    public static RunReport Parse(string json)
    {
        using var report = JsonDocument.Parse(json);
        return new RunReport(report.RootElement.GetProperty("milliseconds").EnumerateObject().ToDictionary(part => part.Name, part => part.Value.GetDouble()));
    }

    public override string ToString() => string.Join(", ", _milliseconds.Select(part => $"{part.Key} {part.Value}"));
}
