using Slipway.Linux.Processes;
using Slipway.Vmm.Firecracker;

namespace Slipway.Vmm.Jails;

/// <summary>Finds the strongest jail that this host and user can have. Changes nothing.</summary>
public static class JailChoice
{
    /// <summary>The environment's variable that names a jailer.</summary>
    public const string JailerVariable = "SLIPWAY_JAILER";

    private const string JailerName = "jailer";

    /// <summary>Decides for a VMM.</summary>
    /// <param name="firecracker">The Firecracker that runs the machine; null: QEMU does.</param>
    /// <param name="configuredJailer">A path, or null: the jailer beside Firecracker, or on PATH.</param>
    public static JailDecision Decide(FirecrackerProgram? firecracker, string? configuredJailer)
    {
        if (JailSupport.FindFault() is { } fault)
            return new JailDecision(JailKind.None, [fault]);
        var jailer = firecracker is null ? null : FindJailer(firecracker, configuredJailer);
        if (firecracker is not null && jailer is null)
            return new JailDecision(JailKind.None, [$"Firecracker runs as root behind its system call filter only: its program jailer is neither beside it nor on PATH nor named by {JailerVariable}"]);
        var groups = ControlGroupTree.Find(out var reason);
        return new JailDecision(firecracker is null ? JailKind.Slipway : JailKind.Jailer, groups is null ? [$"the VMM has no limits of memory and processors: {reason}"] : [])
        {
            Jailer = jailer,
            Groups = groups,
        };
    }

    private static string? FindJailer(FirecrackerProgram firecracker, string? configured)
    {
        if (!string.IsNullOrEmpty(configured))
            return File.Exists(configured) ? Path.GetFullPath(configured) : null;
        var beside = Path.Combine(Path.GetDirectoryName(firecracker.Path)!, JailerName);
        return File.Exists(beside) ? beside : ProgramPath.TryFind(JailerName);
    }
}
