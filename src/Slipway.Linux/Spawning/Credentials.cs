using System.Runtime.InteropServices;

namespace Slipway.Linux.Spawning;

/// <summary>Who a child is to be.</summary>
/// <param name="Uid">User.</param>
/// <param name="Gid">Group.</param>
/// <param name="Groups">Supplementary groups.</param>
public sealed partial record Credentials(uint Uid, uint Gid, IReadOnlyList<uint> Groups)
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
            uint[] groups = [.. Groups];
            SystemCall.Check(SetGroups(SystemCallNumber.SetGroups, (nuint)groups.Length, groups), "setgroups");
            SystemCall.Check(SetIds(SystemCallNumber.SetResGid, Gid, Gid, 0), "setresgid", $"{Gid}");
            SystemCall.Check(SetIds(SystemCallNumber.SetResUid, Uid, Uid, 0), "setresuid", $"{Uid}");
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
        SystemCall.Check(SetIds(SystemCallNumber.SetResUid, 0, 0, 0), "setresuid", "0");
        SystemCall.Check(SetIds(SystemCallNumber.SetResGid, 0, 0, 0), "setresgid", "0");
        SystemCall.Check(SetGroups(SystemCallNumber.SetGroups, 0, []), "setgroups");
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial int SetGroups(nint number, nuint count, uint[] groups);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial int SetIds(nint number, uint real, uint effective, uint saved);
}
