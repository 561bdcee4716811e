using System.Globalization;
using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;

namespace Slipway.Vmm.Jails;

/// <summary>What a jail takes of this process and its kernel.</summary>
internal static class JailSupport
{
    private const int MaxStatusBytes = 64 * 1024;
    private const string EffectiveCapabilities = "CapEff:\t";

    /// <summary>For handing files over (SECCOMP_ADDFD_FLAG_SEND).</summary>
    private static readonly Version s_kernel = new(5, 14);

    // linux/capability.h
    private static readonly (string Name, int Number)[] s_capabilities =
        [("CHOWN", 0), ("SETGID", 6), ("SETUID", 7), ("SETPCAP", 8), ("SYS_PTRACE", 19), ("SYS_ADMIN", 21), ("MKNOD", 27)];

    /// <summary>Why there can be none; null when there can. A sentence for people, without a full stop.</summary>
    public static string? FindFault()
    {
        if (!Environment.IsPrivilegedProcess)
            return "the VMM runs as you, with all that you can reach, behind its system call filter only; a jail takes root";
        const string Unconfined = "the VMM runs as root behind its system call filter only";
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return $"{Unconfined}: jails exist for x86-64";
        if (Environment.OSVersion.Version < s_kernel)
            return $"{Unconfined}: a jail takes Linux {s_kernel}, and this is {Environment.OSVersion.Version.ToString(2)}";
        var missing = MissingCapabilities();
        return missing.Length > 0 ? $"{Unconfined}: a jail takes the capabilities {string.Join(", ", missing)}, which this container does not have" : null;
    }

    private static string[] MissingCapabilities()
    {
        var line = (SmallFile.ReadText("/proc/self/status", MaxStatusBytes) ?? "").Split('\n').FirstOrDefault(line => line.StartsWith(EffectiveCapabilities, StringComparison.Ordinal));
        var held = line is null ? 0 : ulong.Parse(line.AsSpan(EffectiveCapabilities.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return [.. s_capabilities.Where(capability => (held & (1UL << capability.Number)) == 0).Select(capability => capability.Name)];
    }
}
