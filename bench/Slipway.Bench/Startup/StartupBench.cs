namespace Slipway.Bench.Startup;

/// <summary>What it costs to start the command line at all, beside a C program that does nothing.</summary>
internal static class StartupBench
{
    private const int Rounds = 50;

    private static readonly string[] s_programs = ["slipway", "slipway-init"];

    public static async Task RunAsync(string root, CancellationToken cancellationToken)
    {
        var slipway = Path.Combine(root, "bin/slipway");
        var results = await Comparison.RunAsync(
        [
            new("/bin/true", token => Command.TimeAsync("/bin/true", [], token)),
            new("slipway version", token => Command.TimeAsync(slipway, ["version"], token)),
            new("slipway image list", token => Command.TimeAsync(slipway, ["image", "list"], token)),
        ], Rounds, cancellationToken);
        var sizes = s_programs.Select(name => $"{name} {new FileInfo(Path.Combine(root, "bin", name)).Length / 1e6:F1} MB");
        await Report.KeepAsync(Path.Combine(root, "docs/benchmarks.md"), "startup", $"{Report.Table(results)}\nPrograms: {string.Join(", ", sizes)}.\n", cancellationToken);
    }
}
