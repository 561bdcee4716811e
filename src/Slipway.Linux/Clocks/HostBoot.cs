namespace Slipway.Linux.Clocks;

/// <summary>Which of its boots a machine is in: a random number of the kernel's, another one each time.</summary>
public static class HostBoot
{
    private const string Source = "/proc/sys/kernel/random/boot_id";

    /// <summary>As the kernel prints it, for instance <c>0a1b2c3d-….</c></summary>
    /// <exception cref="IOException">There is no /proc.</exception>
    public static string Read() => File.ReadAllText(Source).Trim();
}
