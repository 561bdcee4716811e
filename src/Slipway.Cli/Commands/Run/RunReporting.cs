using System.Globalization;
using System.Text.Json;
using Slipway.Host.Machines;

namespace Slipway.Cli.Commands.Run;

/// <summary>Writes what a run was, for people or for programs.</summary>
internal static class RunReporting
{
    public static void WriteJson(TextWriter output, RunOutcome outcome, RunTimes times)
    {
        var report = new RunReport(
            outcome.Image?.Name,
            outcome.Image?.Digest.ToString(),
            outcome.Machine?.ToString(),
            NameOf(outcome.Vmm),
            NameOf(outcome.Jail),
            outcome.Start is { } start ? WayOf(start) : null,
            (outcome.Start as MachineStart.Booted)?.Reason,
            outcome.ExitCode,
            outcome.OomKilled,
            outcome.Message,
            outcome.ConsoleFile,
            times.Parts().ToDictionary(part => JsonNamingPolicy.CamelCase.ConvertName(Joined(part.Name)), part => Math.Round(part.Time.TotalMilliseconds, 1)));
        output.WriteLine(JsonSerializer.Serialize(report, RunJson.Default.RunReport));
    }

    public static void WriteTimes(TextWriter output, RunOutcome outcome, RunTimes times)
    {
        if (NameOf(outcome.Vmm) is { } vmm)
            output.WriteLine($"  {"vmm",-12} {vmm,12}");
        if (NameOf(outcome.Jail) is { } jail)
            output.WriteLine($"  {"jail",-12} {jail,12}");
        if (outcome.Start is { } start)
            output.WriteLine($"  {"start",-12} {WayOf(start),12}{(start is MachineStart.Booted { Reason: { } reason } ? $": {Printable.Text(reason)}" : "")}");
        foreach (var (name, time) in times.Parts())
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-12} {time.TotalMilliseconds,9:F1} ms"));
    }

    private static string? NameOf(Enum? kind) => kind?.ToString().ToLowerInvariant();

    private static string WayOf(MachineStart start) => start switch
    {
        MachineStart.FromTemplate { WasMade: true } => "template, just made",
        MachineStart.FromTemplate => "template",
        MachineStart.Resumed => "resume",
        _ => "boot",
    };

    /// <summary><c>first output</c> becomes <c>FirstOutput</c>.</summary>
    private static string Joined(string name) => string.Concat(name.Split(' ').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
