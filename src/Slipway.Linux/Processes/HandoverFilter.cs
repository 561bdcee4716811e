namespace Slipway.Linux.Processes;

/// <summary>The filter on a confined child's system calls that has it ask before it opens a file (seccomp_unotify(2)); <see cref="HandoverServer"/> answers.</summary>
internal static class HandoverFilter
{
    /// <summary>open(2) and openat(2) on x86-64.</summary>
    public const int Open = 2;
    public const int OpenAt = 257;

    private const int SetFilter = 1; // SECCOMP_SET_MODE_FILTER
    private const int NewListener = 8; // SECCOMP_FILTER_FLAG_NEW_LISTENER

    // struct sock_filter (linux/filter.h) as words: code 0, jumps 16 and 24, constant 32. A child that closes what it inherits asks too, and so waits until
    // the listener has been taken from it.
    private static ReadOnlySpan<ulong> Program =>
    [
        0x0000_0004_0000_0020, // ld arch
        0xC000_003E_0500_0015, // jeq AUDIT_ARCH_X86_64, else allow
        0x0000_0000_0000_0020, // ld nr
        0x0000_0101_0002_0015, // jeq openat, then ask
        0x0000_0002_0001_0015, // jeq open, then ask
        0x0000_01B4_0100_0015, // jeq close_range, else allow
        0x7FC0_0000_0000_0006, // ret SECCOMP_RET_USER_NOTIF
        0x7FFF_0000_0000_0006, // ret SECCOMP_RET_ALLOW
    ];

    /// <summary>Adds it to a child's steps, after its descriptors have been moved.</summary>
    /// <param name="free">The lowest descriptor that is free; the child has the listener as the one behind it.</param>
    public static void Add(ChildSteps steps, int free)
    {
        var program = steps.Words((ulong)Program.Length, (ulong)steps.Words(Program)); // struct sock_fprog
        steps.Add(ChildCall.SetSystemCallFilter, "", SetFilter, NewListener, program);
        steps.Add(ChildCall.Duplicate, "", free, free + 1);
    }
}
