using System.Text;

namespace Slipway.Bench.Boot;

/// <summary>
/// For each kernel, warm: a bare boot by QEMU whose init is a static C program that restarts the machine at once (the VMM's own minimum), the
/// start of the VMM to the entrypoint's exec, and the start of <c>slipway run IMAGE /bin/true</c> to the same moment, booted and from a template. For ours
/// also: what of that is slipway's own work, a resume, many at once, and memory.
/// </summary>
internal static class BootBench
{
    private const int Rounds = 15;
    private const int Crowd = 20;

    public static async Task RunAsync(string root, CancellationToken cancellationToken)
    {
        var slipway = Path.Combine(root, "bin/slipway");
        var image = "oci:" + Path.Combine(root, "artifacts/test-images/debian");
        var kernels = await BootKernels.FindAsync(root, slipway, image, cancellationToken);
        var isEmulated = (await Command.JsonAsync(slipway, ["doctor"], cancellationToken)).GetProperty("accelerator").GetString() == "tcg";
        var bare = await BareBoot.PrepareAsync(root, isEmulated, cancellationToken);
        List<WarmRun> runs = [];
        List<Contender> contenders = [];
        foreach (var (name, version, file) in kernels)
        {
            var run = new WarmRun(slipway, ["run", "--format", "json", "--no-template", "--kernel", version, image, "/bin/true"]);
            var cloned = new WarmRun(slipway, ["run", "--format", "json", "--kernel", version, image, "/bin/true"]);
            runs.AddRange([run, cloned]);
            contenders.Add(new($"{name}: bare boot, static C init", token => bare.TimeAsync(file, token)));
            contenders.Add(new($"{name}: start of slipway run → entrypoint exec", run.TimeAsync));
            contenders.Add(new($"{name}: start of the VMM → entrypoint exec", _ => Task.FromResult(run.FromVmm)));
            contenders.Add(new($"{name}: start of slipway run → entrypoint exec, from a template", cloned.TimeAsync));
        }

        var ours = kernels[1].Version;
        using var suspended = await SuspendedMachine.CreateAsync(slipway, ["--kernel", ours, image], cancellationToken);
        var resumed = new WarmRun(slipway, ["resume", "--format", "json", suspended.Directory]);
        contenders.Add(new("our kernel: what slipway itself does for a start from a template", _ => Task.FromResult(runs[3].OfHost)));
        contenders.Add(new("our kernel: start of slipway resume → the guest answers", resumed.TimeAsync));
        contenders.Add(new($"our kernel: {Crowd} whole runs at once, from a template", token => CrowdAsync(slipway, ours, image, token)));

        var results = await Comparison.RunAsync(contenders, Rounds, cancellationToken);
        var text = new StringBuilder(Report.Table(results)).Append(Ratios(results));
        for (var i = 0; i < runs.Count; i++)
            text.Append($"The last {(i % 2 == 0 ? "boot" : "start from a template")} on {kernels[i / 2].Name} ({kernels[i / 2].Version}) by its parts, in ms: {runs[i].Parts}.\n");
        text.Append($"The last resume by its parts, in ms: {resumed.Parts}.\n").Append(await MemoryAsync(slipway, ours, image, cancellationToken));
        await Report.KeepAsync(Path.Combine(root, "docs/benchmarks.md"), "boot", text.ToString(), cancellationToken);
    }

    private static async Task<string> MemoryAsync(string slipway, string kernel, string image, CancellationToken cancellationToken)
    {
        using var machine = await SleepingMachine.StartAsync(slipway, ["run", "--kernel", kernel, image], cancellationToken);
        var (guest, besides) = await machine.ReadMemoryAsync(cancellationToken);
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"Memory of one such machine, asleep: {guest:F0} MB of the guest's own, {besides:F0} MB of the VMM besides, most of it code that emulation has translated.\n");
    }

    private static async Task<TimeSpan> CrowdAsync(string slipway, string kernel, string image, CancellationToken cancellationToken) =>
        (await Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ => Command.TimeAsync(slipway, ["run", "--kernel", kernel, image, "/bin/true"], cancellationToken)))).Max();

    private static string Ratios(IReadOnlyList<Result> results) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"\nOur kernel takes {results[6].Median / results[2].Median:F2} of Debian's time from the VMM's start to the entrypoint's exec; the run is {results[1].Median / results[0].Median:F2} (Debian's kernel) and {results[5].Median / results[4].Median:F2} (ours) of the bare boot; a start from a template is {results[3].Median / results[1].Median:F2} and {results[7].Median / results[5].Median:F2} of a boot, a resume {results[9].Median / results[5].Median:F2}.\n");
}
