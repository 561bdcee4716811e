using System.Text.Json;

namespace Slipway.Bench.Boot;

/// <summary>
/// A warm <c>slipway run IMAGE /bin/true</c> beside a bare QEMU boot of the same kernel whose init is a static C program that restarts the
/// machine at once: what images, disks, link, init and exit report cost on top of the kernel.
/// </summary>
internal static class BootBench
{
    private const int Rounds = 15;
    private const int Crowd = 20;

    public static async Task RunAsync(string root, CancellationToken cancellationToken)
    {
        var slipway = Path.Combine(root, "bin/slipway");
        var image = "oci:" + Path.Combine(root, "artifacts/test-images/debian");
        await Command.RunAsync(slipway, ["run", image, "/bin/true"], cancellationToken);
        var bare = await BareBoot.PrepareAsync(root, cancellationToken);
        var results = await Comparison.RunAsync(
        [
            new("bare QEMU boot, static C init", token => bare.TimeAsync(tuned: false, token)),
            new("the same with slipway's processor and kernel options", token => bare.TimeAsync(tuned: true, token)),
            new("slipway run --no-template IMAGE /bin/true, warm", token => Command.TimeAsync(slipway, ["run", "--no-template", image, "/bin/true"], token)),
            new("slipway run IMAGE /bin/true, from a template", token => Command.TimeAsync(slipway, ["run", image, "/bin/true"], token)),
            new($"{Crowd} of those at once", token => CrowdAsync(slipway, image, token)),
        ], Rounds, cancellationToken);
        var booted = await PartsAsync(slipway, ["run", "--no-template"], image, cancellationToken);
        var cloned = await PartsAsync(slipway, ["run"], image, cancellationToken);
        await Report.KeepAsync(Path.Combine(root, "docs/benchmarks.md"), "boot", $"{Report.Table(results)}\nOne boot by its parts, in ms: {booted}.\n\nOne start from a template, in ms: {cloned}.\n", cancellationToken);
    }

    private static async Task<TimeSpan> CrowdAsync(string slipway, string image, CancellationToken cancellationToken) =>
        (await Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ => Command.TimeAsync(slipway, ["run", image, "/bin/true"], cancellationToken)))).Max();

    private static async Task<string> PartsAsync(string slipway, string[] verb, string image, CancellationToken cancellationToken)
    {
        var (_, said) = await Command.RunAsync(slipway, [.. verb, "--format", "json", image, "/bin/true"], cancellationToken);
        using var report = JsonDocument.Parse(said);
        return string.Join(", ", report.RootElement.GetProperty("milliseconds").EnumerateObject().Select(part => $"{part.Name} {part.Value}"));
    }
}
