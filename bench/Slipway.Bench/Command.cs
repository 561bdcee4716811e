using System.Diagnostics;
using System.Text.Json;

namespace Slipway.Bench;

/// <summary>Runs programs for a bench. A program that fails ends the bench with what it said.</summary>
internal static class Command
{
    /// <summary>The time from the start of the program to its end.</summary>
    public static async Task<TimeSpan> TimeAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await RunAsync(program, arguments, cancellationToken);
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>What the program printed, and what it said on standard error.</summary>
    public static async Task<(string Output, string Error)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(info) ?? throw new InvalidOperationException($"{program} could not be started.");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode == 0
            ? (await output, await error)
            : throw new InvalidOperationException($"{program} {string.Join(' ', info.ArgumentList)} exited with {process.ExitCode}: {(await error).Trim()}");
    }

    /// <summary>What a verb of slipway prints as JSON.</summary>
    public static async Task<JsonElement> JsonAsync(string slipway, string[] arguments, CancellationToken cancellationToken)
    {
        var (output, _) = await RunAsync(slipway, [.. arguments, "--format", "json"], cancellationToken);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>Runs a pipeline in bash with pipefail; times it from start to end.</summary>
    public static Task<TimeSpan> TimeShellAsync(string pipeline, CancellationToken cancellationToken) =>
        TimeAsync("bash", ["-o", "pipefail", "-ec", pipeline], cancellationToken);
}
