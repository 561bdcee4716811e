using System.Diagnostics;

namespace Slipway.Bench.Boot;

/// <summary>A start of a machine by the program slipway, with the workload's own time and the machine's end taken off.</summary>
/// <param name="arguments">Verb, options and what is started.</param>
internal sealed class WarmRun(string slipway, IReadOnlyList<string> arguments)
{
    /// <summary>Of the last run: from the start of the VMM to the exec of the entrypoint, or to the resumed guest's answer.</summary>
    public TimeSpan FromVmm { get; private set; }

    /// <summary>Of the last run: what neither VMM nor guest took.</summary>
    public TimeSpan OfHost { get; private set; }

    /// <summary>Of the last run.</summary>
    public string Parts { get; private set; } = "";

    /// <summary>Runs once; from the start of the program slipway to the exec of the entrypoint, or to the resumed guest's answer.</summary>
    public async Task<TimeSpan> TimeAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var (_, said) = await Command.RunAsync(slipway, arguments, cancellationToken);
        var all = Stopwatch.GetElapsedTime(start);
        var report = RunReport.Parse(said);
        (Parts, FromVmm) = (report.ToString(), report.FromVmm);
        OfHost = all - report.Afterwards - FromVmm;
        return all - report.Afterwards;
    }
}
