using System.Runtime.InteropServices;

namespace Slipway.Linux.Processes;

/// <summary>One limit of a process (prlimit(2)); <see cref="ulong.MaxValue"/> is none.</summary>
/// <param name="Resource">The kernel's number (asm-generic/resource.h).</param>
/// <param name="Soft">In force.</param>
/// <param name="Hard">How high <paramref name="Soft"/> may be raised.</param>
public readonly partial record struct ResourceLimit(int Resource, ulong Soft, ulong Hard)
{
    /// <summary>Names without RLIMIT_, in the order of the kernel's numbers.</summary>
    private static readonly string[] Names =
    [
        "CPU", "FSIZE", "DATA", "STACK", "CORE", "RSS", "NPROC", "NOFILE", "MEMLOCK", "AS", "LOCKS", "SIGPENDING", "MSGQUEUE", "NICE", "RTPRIO",
        "RTTIME",
    ];

    /// <summary>The number of a limit by name, with or without RLIMIT_, in any case; -1 when there is none.</summary>
    public static int NumberOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        const string Prefix = "RLIMIT_";
        var bare = name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? name[Prefix.Length..] : name;
        return Array.FindIndex(Names, known => known.Equals(bare, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Sets it for a process, or with 0 for this one.</summary>
    public void Apply(int pid)
    {
        ReadOnlySpan<ulong> value = [Soft, Hard];
        SystemCall.Check(SetLimit(pid, Resource, value, default), "prlimit", Names[Resource]);
    }

    /// <summary>Reads it from this process.</summary>
    public static ResourceLimit Read(int resource)
    {
        Span<ulong> value = stackalloc ulong[2];
        SystemCall.Check(SetLimit(0, resource, default, value), "prlimit", Names[resource]);
        return new ResourceLimit(resource, value[0], value[1]);
    }

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int SetLimit(int pid, int resource, ReadOnlySpan<ulong> value, Span<ulong> old);
}
