using System.Text.Json;

namespace Slipway.Bench.Init;

/// <summary>What the guest's init costs: its time from start to the program's execve, the report of the exit, its memory, its size.</summary>
internal static class InitBench
{
    private const int Rounds = 10;

    public static async Task RunAsync(string root, CancellationToken cancellationToken)
    {
        var slipway = Path.Combine(root, "bin/slipway");
        var image = "oci:" + Path.Combine(root, "artifacts/test-images/debian");
        var (start, exit) = (new List<TimeSpan>(), new List<TimeSpan>());
        var memory = "";
        for (var round = 0; round <= Rounds; round++)
        {
            var (output, said) = await Command.RunAsync(slipway, ["run", "--no-template", "--format", "json", image, "grep", "VmHWM", "/proc/1/status"], cancellationToken);
            using var report = JsonDocument.Parse(said);
            var parts = report.RootElement.GetProperty("milliseconds");
            Console.Error.WriteLine($"{(round == 0 ? "warm-up" : $"round {round}")}: {parts.GetProperty("init").GetDouble()} ms");
            memory = output.Trim();
            if (round == 0)
                continue;
            start.Add(TimeSpan.FromMilliseconds(parts.GetProperty("init").GetDouble()));
            exit.Add(TimeSpan.FromMilliseconds(parts.GetProperty("exit").GetDouble()));
        }

        var table = Report.Table([new("init's start to the program's execve", start), new("the program's end to the end of slipway", exit)]);
        var size = new FileInfo(Path.Combine(root, "bin/slipway-init")).Length;
        await Report.KeepAsync(Path.Combine(root, "docs/benchmarks.md"), "init", $"{table}\nslipway-init: {size} bytes; in the guest {memory}.\n", cancellationToken);
    }
}
