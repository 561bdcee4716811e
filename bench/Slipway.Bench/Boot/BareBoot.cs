using System.Globalization;

namespace Slipway.Bench.Boot;

/// <summary>The least that QEMU needs to boot a kernel: an initrd with one static program, no disk, no link, no network; options as slipway sets them.</summary>
internal sealed class BareBoot
{
    /// <summary>See KernelCommandLine.</summary>
    private const string Arguments =
        "console=ttyS0 quiet reboot=t panic=-1 pci=off cryptomgr.notests initcall_blacklist=load_system_certificate_list,crypto_kdf108_init";

    /// <summary>Under emulation; see KernelCommandLine.</summary>
    private const string EmulatedArguments = " no_timer_check tsc=reliable noreplace-smp tsc_early_khz=";

    private readonly string _initrd;
    private readonly bool _isEmulated;

    private BareBoot(string initrd, bool isEmulated) => (_initrd, _isEmulated) = (initrd, isEmulated);

    /// <summary>Compiles the program and packs the initrd.</summary>
    public static async Task<BareBoot> PrepareAsync(string root, bool isEmulated, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "artifacts/bench/bare")).FullName;
        var source = Path.Combine(root, "bench/Slipway.Bench/Boot/bare-init.c");
        await Command.RunAsync("cc", ["-static", "-O2", "-o", Path.Combine(folder, "init"), source], cancellationToken);
        var initrd = Path.Combine(folder, "initrd.cpio");
        await Command.TimeShellAsync($"cd '{folder}' && echo init | cpio --quiet -o -H newc > '{initrd}'", cancellationToken);
        return new BareBoot(initrd, isEmulated);
    }

    /// <summary>From the spawn of QEMU to its end.</summary>
    /// <param name="kernel">ELF.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public Task<TimeSpan> TimeAsync(string kernel, CancellationToken cancellationToken) => Command.TimeAsync("qemu-system-x86_64",
    [
        "-M", $"microvm,accel={(_isEmulated ? "tcg" : "kvm")},ioapic2=off,x-option-roms=off", "-cpu", _isEmulated ? "max,-erms,-fsrm" : "host",
        "-m", "512", "-smp", "1", "-nodefaults", "-no-user-config", "-nographic", "-no-reboot", "-serial", "null",
        "-kernel", kernel, "-initrd", _initrd, "-append", Arguments + (_isEmulated ? $"{EmulatedArguments}{CounterKilohertz()}" : ""),
    ], cancellationToken);

    private static long CounterKilohertz()
    {
        var line = File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("cpu MHz", StringComparison.Ordinal));
        return (long)(double.Parse(line.Split(':')[1], CultureInfo.InvariantCulture) * 1000);
    }
}
