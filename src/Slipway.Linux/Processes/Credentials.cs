namespace Slipway.Linux.Processes;

/// <summary>Who a child is to be.</summary>
/// <param name="Uid">User.</param>
/// <param name="Gid">Group.</param>
/// <param name="Groups">Supplementary groups.</param>
public sealed record Credentials(uint Uid, uint Gid, IReadOnlyList<uint> Groups)
{
    /// <summary>Root, with no supplementary group.</summary>
    public static Credentials Root { get; } = new(0, 0, []);

    /// <summary>Makes the calling thread this user, in a way that <see cref="RestoreThread"/> can undo.</summary>
    /// <remarks>The raw calls act on one thread (the C library's would act on all). The saved ids stay root's, which is the way back; an executed
    /// program has none, since execve copies the effective ids over the saved ones and drops the capabilities (capabilities(7)). A thread in this
    /// state must do nothing but spawn.</remarks>
    /// <exception cref="LinuxException">The kernel refused; the thread is root again.</exception>
    internal void TakeOnThread()
    {
        try
        {
            SetGroups([.. Groups]);
            SetIds(SystemCallNumber.SetResGid, Gid, "setresgid");
            SetIds(SystemCallNumber.SetResUid, Uid, "setresuid");
        }
        catch (LinuxException)
        {
            RestoreThread();
            throw;
        }
    }

    /// <summary>Makes the calling thread root again.</summary>
    internal static void RestoreThread()
    {
        SetIds(SystemCallNumber.SetResUid, 0, "setresuid");
        SetIds(SystemCallNumber.SetResGid, 0, "setresgid");
        SetGroups([]);
    }

    private static unsafe void SetGroups(ReadOnlySpan<uint> groups)
    {
        fixed (uint* first = groups)
            SystemCall.Check(SystemCall.Invoke(SystemCallNumber.SetGroups, groups.Length, (nint)first, 0), "setgroups");
    }

    /// <summary>Real and effective id; the saved one is root's.</summary>
    private static void SetIds(nint number, uint id, string call) => SystemCall.Check(SystemCall.Invoke(number, (nint)id, (nint)id, 0), call, $"{id}");
}
