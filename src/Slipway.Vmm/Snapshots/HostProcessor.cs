using System.Security.Cryptography;
using System.Text;
using Slipway.Vmm.Acceleration;

namespace Slipway.Vmm.Snapshots;

/// <summary>The processor under a machine, as far as a guest that has looked at it once depends on it.</summary>
public sealed record HostProcessor
{
    private const string Description = "/proc/cpuinfo";

    /// <summary>Rates nearer than this are one rate: that is how exactly they are measured, with room for a busy host.</summary>
    private const double RateTolerance = 0.001;

    /// <summary>Lines of <c>/proc/cpuinfo</c> that say what a processor is; the others say how it is doing.</summary>
    private static readonly string[] s_lasting = ["vendor_id", "cpu family", "model", "model name", "stepping", "flags"];

    /// <summary>The model's name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of vendor, family, model, stepping and flags, in hex.</summary>
    public required string Features { get; init; }

    /// <summary>The rate of the time stamp counter that the guest knows; null when it was not measured.</summary>
    public required long? CounterKilohertz { get; init; }

    /// <summary>The host's kernel release; its KVM is a part of what a guest runs on.</summary>
    public required string Kernel { get; init; }

    /// <summary>This host's.</summary>
    /// <param name="counterKilohertz">As measured; null when unknown.</param>
    public static HostProcessor Read(long? counterKilohertz)
    {
        var first = File.ReadLines(Description).TakeWhile(line => line.Length > 0)
            .Select(line => line.Split(':', 2))
            .Where(pair => pair.Length == 2 && s_lasting.Contains(pair[0].Trim()))
            .ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim());
        var lasting = string.Join('\n', first.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
        return new HostProcessor
        {
            Name = first.GetValueOrDefault("model name", "unknown"),
            Features = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lasting))),
            CounterKilohertz = counterKilohertz,
            Kernel = Environment.OSVersion.Version.ToString(),
        };
    }

    /// <summary>Why what was saved here cannot go on there; null when it can.</summary>
    public string? DifferenceFrom(HostProcessor here, Accelerator accelerator)
    {
        ArgumentNullException.ThrowIfNull(here);
        if (Features != here.Features)
            return $"was saved on a processor '{Name}', and this one ('{here.Name}') is another or has other features";
        if (CounterKilohertz is { } saved && here.CounterKilohertz is { } now && Math.Abs(saved - now) > saved * RateTolerance)
            return $"was saved where the time stamp counter runs at {saved} kHz, and here it runs at {now} kHz";
        return accelerator == Accelerator.Kvm && Kernel != here.Kernel ? $"was saved under the host kernel {Kernel}, and this is {here.Kernel}" : null;
    }
}
