using System.Globalization;
using System.Text.Json;

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
            outcome.ExitCode,
            outcome.OomKilled,
            outcome.Message,
            outcome.ConsoleFile,
            times.Parts().ToDictionary(part => JsonNamingPolicy.CamelCase.ConvertName(Joined(part.Name)), part => Math.Round(part.Time.TotalMilliseconds, 1)));
        output.WriteLine(JsonSerializer.Serialize(report, RunJson.Default.RunReport));
    }

    public static void WriteTimes(TextWriter output, RunTimes times)
    {
        foreach (var (name, time) in times.Parts())
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-12} {time.TotalMilliseconds,9:F1} ms"));
    }

    /// <summary><c>first output</c> becomes <c>FirstOutput</c>.</summary>
    private static string Joined(string name) => string.Concat(name.Split(' ').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
