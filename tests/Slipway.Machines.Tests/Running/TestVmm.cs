namespace Slipway.Machines.Tests.Running;

/// <summary>
/// Chooses what runs the machines of this run: what SLIPWAY_TEST_VMM names, which is <c>firecracker</c>, or else QEMU. Every test runs under either but those
/// that say why not; <c>./dev test --hostvm --firecracker</c> runs them under Firecracker.
/// </summary>
internal static class TestVmm
{
    private const string Variable = "SLIPWAY_TEST_VMM";

    /// <summary>The host in a VM: its machines are emulated twice.</summary>
    public static bool IsSlow { get; } = Environment.GetEnvironmentVariable("SLIPWAY_HOSTVM") == "1";

    private static readonly (string Name, string Value)[] s_options =
    [
        .. IsFirecracker ? [("--vmm", "firecracker"), ("--accel", "kvm")] : Array.Empty<(string, string)>(),
        .. IsSlow ? [("--boot-timeout", "170")] : Array.Empty<(string, string)>(),
    ];

    public static bool IsFirecracker => Environment.GetEnvironmentVariable(Variable) == "firecracker";

    /// <summary>The options of <c>slipway run</c> by which it takes this VMM.</summary>
    public static IEnumerable<string> Options => OptionsBeside([]);

    /// <summary>How long anything may take that is over in seconds.</summary>
    public static TimeSpan Limit(TimeSpan usual) => IsSlow ? 3 * usual : usual;

    /// <summary>A command line with this VMM's options, as far as it does not have them.</summary>
    public static IEnumerable<string> Complete(IEnumerable<string> arguments) => arguments.ToArray() switch
    {
        ["run", .. var rest] => ["run", .. OptionsBeside(rest), .. rest],
        var other => other,
    };

    /// <summary>Skips a test of what only QEMU's machines have.</summary>
    public static void RequireQemu(string what) => Assert.SkipWhen(IsFirecracker, $"{what}: only QEMU has that");

    private static IEnumerable<string> OptionsBeside(string[] given) =>
        s_options.Where(option => !given.Contains(option.Name)).SelectMany(option => (string[])[option.Name, option.Value]);
}
