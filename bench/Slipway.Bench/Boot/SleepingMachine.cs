using System.Diagnostics;
using System.Globalization;

namespace Slipway.Bench.Boot;

/// <summary>A machine whose program waits, started by the program slipway, for what is measured while it runs. Disposing kills it.</summary>
internal sealed class SleepingMachine : IDisposable
{
    private const int Sigterm = 15;

    /// <summary>What slipway gives a machine unless told otherwise.</summary>
    private const long GuestKilobytes = 512 * 1024;

    private readonly Process _slipway;

    private SleepingMachine(Process slipway) => _slipway = slipway;

    /// <summary>Starts one, and waits until its program runs.</summary>
    /// <param name="arguments">Verb, options and image.</param>
    public static async Task<SleepingMachine> StartAsync(string slipway, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(slipway, [.. arguments, "/bin/sh", "-c", "echo runs; exec sleep 1"]) { RedirectStandardOutput = true };
        var machine = new SleepingMachine(Process.Start(info) ?? throw new InvalidOperationException($"{slipway} could not be started."));
        if (await machine._slipway.StandardOutput.ReadLineAsync(cancellationToken) == "runs")
            return machine;
        machine.Dispose();
        throw new InvalidOperationException("the machine's program did not run");
    }

    /// <summary>Asks it to stop, and waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        await Command.RunAsync("kill", [$"-{Sigterm}", $"{_slipway.Id}"], cancellationToken);
        await _slipway.WaitForExitAsync(cancellationToken);
        return _slipway.ExitCode;
    }

    /// <summary>The VMM's memory in MB, proportional: the guest's, which is one mapping of its size, and all besides.</summary>
    public async Task<(double Guest, double Besides)> ReadMemoryAsync(CancellationToken cancellationToken)
    {
        var (vmm, _) = await Command.RunAsync("pgrep", ["-P", $"{_slipway.Id}", "qemu|firecracker"], cancellationToken);
        double guest = 0, all = 0;
        long size = 0;
        foreach (var line in await File.ReadAllLinesAsync($"/proc/{vmm.TrimEnd()}/smaps", cancellationToken))
        {
            if (KilobytesOf(line, "Size:") is { } length)
                size = length;
            if (KilobytesOf(line, "Pss:") is not { } share)
                continue;
            all += share * 1024 / 1e6;
            guest += size == GuestKilobytes ? share * 1024 / 1e6 : 0;
        }

        return (guest, all - guest);
    }

    private static long? KilobytesOf(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal) ? long.Parse(line.AsSpan(name.Length, line.Length - name.Length - "kB".Length), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) : null;

    public void Dispose()
    {
        _slipway.Kill(entireProcessTree: true);
        _slipway.Dispose();
    }
}
