using System.Text.Json;

namespace Slipway.Bench.Boot;

/// <summary>The least that QEMU and this kernel need for a boot: an initrd with one static program, no disk, no link, no network.</summary>
internal sealed class BareBoot
{
    private readonly string[] _arguments;

    private BareBoot(string kernel, string initrd) => _arguments =
    [
        "-M", "microvm,accel=tcg", "-cpu", "max", "-m", "512", "-smp", "1", "-nodefaults", "-no-user-config", "-nographic", "-no-reboot",
        "-serial", "null", "-kernel", kernel, "-initrd", initrd, "-append", "console=ttyS0 quiet reboot=t panic=-1",
    ];

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

    public Task<TimeSpan> TimeAsync(CancellationToken cancellationToken) => Command.TimeAsync("qemu-system-x86_64", _arguments, cancellationToken);

    /// <summary>The kernel that slipway itself boots on this machine.</summary>
    private static async Task<string> KernelAsync(string root, CancellationToken cancellationToken)
    {
        var (output, _) = await Command.RunAsync(Path.Combine(root, "bin/slipway"), ["doctor", "--format", "json"], cancellationToken);
        using var report = JsonDocument.Parse(output);
        return report.RootElement.GetProperty("kernelFile").GetString() ?? throw new InvalidDataException("slipway doctor names no kernel; run slipway once first.");
    }
}
