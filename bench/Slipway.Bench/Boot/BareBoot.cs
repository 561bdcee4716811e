using System.Text.Json;

namespace Slipway.Bench.Boot;

/// <summary>The least that QEMU and this kernel need for a boot: an initrd with one static program, no disk, no link, no network.</summary>
internal sealed class BareBoot
{
    /// <summary>Without these two the kernel hangs in about every second boot under emulation, see docs/decisions/vmm.md.</summary>
    private const string HangCure = "no_timer_check tsc_early_khz=";

    /// <summary>What slipway adds to start faster, see docs/decisions/vmm.md.</summary>
    private const string Faster = "cryptomgr.notests initcall_blacklist=load_system_certificate_list,crypto_kdf108_init";

    private readonly string _kernel;
    private readonly string _initrd;

    private BareBoot(string kernel, string initrd) => (_kernel, _initrd) = (kernel, initrd);

    /// <summary>Compiles the program and packs the initrd.</summary>
    public static async Task<BareBoot> PrepareAsync(string root, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "artifacts/bench/bare")).FullName;
        var source = Path.Combine(root, "bench/Slipway.Bench/Boot/bare-init.c");
        await Command.RunAsync("cc", ["-static", "-O2", "-o", Path.Combine(folder, "init"), source], cancellationToken);
        var initrd = Path.Combine(folder, "initrd.cpio");
        await Command.TimeShellAsync($"cd '{folder}' && echo init | cpio --quiet -o -H newc > '{initrd}'", cancellationToken);
        return new BareBoot(await KernelAsync(root, cancellationToken), initrd);
    }

    /// <summary>From the spawn of QEMU to its end.</summary>
    /// <param name="tuned">With the processor model and the kernel options that slipway uses.</param>
    public Task<TimeSpan> TimeAsync(bool tuned, CancellationToken cancellationToken) => Command.TimeAsync("qemu-system-x86_64",
    [
        "-M", "microvm,accel=tcg", "-cpu", tuned ? "max,-erms,-fsrm" : "max", "-m", "512", "-smp", "1", "-nodefaults", "-no-user-config", "-nographic", "-no-reboot",
        "-serial", "null", "-kernel", _kernel, "-initrd", _initrd,
        "-append", $"console=ttyS0 quiet reboot=t panic=-1 {HangCure}{CounterKilohertz()}{(tuned ? " " + Faster : "")}",
    ], cancellationToken);

    private static long CounterKilohertz()
    {
        var line = File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("cpu MHz", StringComparison.Ordinal));
        return (long)(double.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture) * 1000);
    }

    /// <summary>The kernel that slipway itself boots on this machine.</summary>
    private static async Task<string> KernelAsync(string root, CancellationToken cancellationToken)
    {
        var (output, _) = await Command.RunAsync(Path.Combine(root, "bin/slipway"), ["doctor", "--format", "json"], cancellationToken);
        using var report = JsonDocument.Parse(output);
        return report.RootElement.GetProperty("kernelFile").GetString() ?? throw new InvalidDataException("slipway doctor names no kernel; run slipway once first.");
    }
}
