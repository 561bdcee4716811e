using Slipway.Contracts.GuestLink;
using Slipway.Init.Boot;
using Slipway.Linux;
using Slipway.Linux.Descriptors;

namespace Slipway.Init.Users;

/// <summary>Turns <c>user[:group]</c> into numbers by the image's own /etc/passwd and /etc/group, by Docker's rules: a name before a number, the
/// groups that list the user unless a group was named.</summary>
internal sealed class UserResolver(ReadOnlyMemory<byte> passwd, ReadOnlyMemory<byte> group)
{
    private const int MaxFileBytes = 4 * 1024 * 1024;
    private const int MaxGroups = 65_536; // NGROUPS_MAX

    /// <summary>Reads the files of the current root; one that is missing or unreadable is as good as empty.</summary>
    public static UserResolver OfRoot() => new(ReadFile("/etc/passwd"), ReadFile("/etc/group"));

    /// <param name="spec"><c>user[:group]</c>; empty is root.</param>
    /// <exception cref="GuestFaultException">A name that the image does not have, or a number out of range.</exception>
    public ProgramUser Resolve(string spec)
    {
        var colon = spec.IndexOf(':', StringComparison.Ordinal);
        var (userPart, groupPart) = colon < 0 ? (spec, "") : (spec[..colon], spec[(colon + 1)..]);
        var account = FindAccount(userPart.Length == 0 ? "0" : userPart);
        if (groupPart.Length > 0)
            return new ProgramUser(account.Uid, FindGroup(groupPart), [], account.Home);
        return new ProgramUser(account.Uid, account.Gid, account.Name is { } name ? GroupsOf(name, account.Gid) : [], account.Home);
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return SmallFile.Read(path, MaxFileBytes) ?? [];
        }
        catch (Exception e) when (e is LinuxException or InvalidDataException)
        {
            BootConsole.Write($"{path} is not used: {e.Message}");
            return [];
        }
    }

    private Account FindAccount(string user)
    {
        var isNumber = AccountLines.TryParseId(user, out var wanted);
        Account? byName = null;
        Account? byNumber = null;
        AccountLines.Visit(passwd.Span, 6, fields =>
        {
            if (!AccountLines.TryParseId(fields[2], out var uid) || !AccountLines.TryParseId(fields[3], out var gid))
                return false;
            var account = new Account(fields[0], uid, gid, fields[5].StartsWith('/') ? fields[5] : "/");
            if (fields[0] == user)
                byName = account;
            else if (isNumber && uid == wanted)
                byNumber ??= account;
            return byName is not null;
        });
        if ((byName ?? byNumber) is { } found)
            return found;
        if (isNumber || user == "root")
            // Docker's group for a number that the image does not know is root's; images for arbitrary users count on it.
            return new Account(null, wanted, 0, wanted == 0 ? "/root" : "/");
        throw new GuestFaultException(GuestErrorCode.UnknownUser, $"user '{user}' is neither a number nor in the image's /etc/passwd");
    }

    private uint FindGroup(string name)
    {
        uint? found = null;
        AccountLines.Visit(group.Span, 3, fields =>
        {
            if (fields[0] == name && AccountLines.TryParseId(fields[2], out var gid))
                found = gid;
            return found is not null;
        });
        if (found is { } byName)
            return byName;
        if (AccountLines.TryParseId(name, out var number))
            return number;
        throw new GuestFaultException(GuestErrorCode.UnknownUser, $"group '{name}' is neither a number nor in the image's /etc/group");
    }

    private List<uint> GroupsOf(string user, uint primary)
    {
        var groups = new List<uint>();
        var seen = new HashSet<uint> { primary };
        AccountLines.Visit(group.Span, 4, fields =>
        {
            if (AccountLines.TryParseId(fields[2], out var gid) && Array.IndexOf(fields[3].Split(','), user) >= 0 && seen.Add(gid))
                groups.Add(gid);
            return groups.Count == MaxGroups;
        });
        return groups;
    }

    private sealed record Account(string? Name, uint Uid, uint Gid, string Home);
}
