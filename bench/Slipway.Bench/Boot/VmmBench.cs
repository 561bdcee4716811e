using System.Globalization;
using System.Text;

namespace Slipway.Bench.Boot;

/// <summary>
/// Warm starts of one machine under each VMM that this host has, on each kernel, booted and from a template. Firecracker takes part where SLIPWAY_FIRECRACKER
/// names one.
/// </summary>
internal static class VmmBench
{
    private const int Rounds = 9;

    /// <summary>Figures of one VMM and one kernel.</summary>
    private const int Figures = 3;

    public static async Task RunAsync(string root, CancellationToken cancellationToken)
    {
        var slipway = Path.Combine(root, "bin/slipway");
        var image = "oci:" + Path.Combine(root, "artifacts/test-images/debian");
        var kernels = await BootKernels.FindAsync(root, slipway, image, cancellationToken);
        List<Contender> contenders = [];
        List<(string Name, WarmRun Run)> runs = [];
        foreach (var (vmm, name) in Vmms())
        {
            foreach (var kernel in kernels)
            {
                var subject = $"{name}, {kernel.Name}";
                string[] start = ["run", "--format", "json", "--vmm", vmm, "--network", "none", "--boot-timeout", "170", "--kernel", kernel.Version];
                var booted = new WarmRun(slipway, [.. start, "--no-template", image, "/bin/true"]);
                var cloned = new WarmRun(slipway, [.. start, image, "/bin/true"]);
                contenders.Add(new($"{subject}: slipway run → entrypoint exec", booted.TimeAsync));
                contenders.Add(new($"{subject}: start of the VMM → entrypoint exec", _ => Task.FromResult(booted.FromVmm)));
                contenders.Add(new($"{subject}: slipway run → entrypoint exec, from a template", cloned.TimeAsync));
                runs.AddRange([($"boot, {subject}", booted), ($"start from a template, {subject}", cloned)]);
            }
        }

        var results = await Comparison.RunAsync(contenders, Rounds, cancellationToken);
        var text = new StringBuilder(Report.Table(results)).Append('\n');
        for (var i = 0; i < results.Count; i += 2 * Figures)
            text.Append(Ratios(Vmms()[i / (2 * Figures)].Name, results.Skip(i).Take(2 * Figures).ToArray()));
        foreach (var (name, run) in runs)
            text.Append($"The last {name}, by its parts, in ms: {run.Parts}.\n");
        await Report.KeepAsync(Path.Combine(root, "docs/benchmarks.md"), "vmms", text.ToString(), cancellationToken);
    }

    private static IReadOnlyList<(string Vmm, string Name)> Vmms() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("SLIPWAY_FIRECRACKER")) ? [("qemu", "QEMU")] : [("firecracker", "Firecracker"), ("qemu", "QEMU")];

    /// <param name="results">Debian's kernel first, then ours.</param>
    private static string Ratios(string vmm, Result[] results) => string.Create(
        CultureInfo.InvariantCulture,
        $"{vmm}: our kernel takes {results[4].Median / results[1].Median:F2} of Debian's time from the VMM's start to the entrypoint's exec; a start from a template is {results[2].Median / results[0].Median:F2} (Debian's kernel) and {results[5].Median / results[3].Median:F2} (ours) of a boot.\n");
}
