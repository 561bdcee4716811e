namespace Slipway.Filesystems;

/// <summary>Owner, permissions and modification time of an inode; access, change and birth time are set to the same moment.</summary>
/// <param name="Mode">The 12 permission bits: set-user-id, set-group-id, sticky, and read, write, execute for three classes.</param>
/// <param name="Uid">Numeric owner.</param>
/// <param name="Gid">Numeric group.</param>
/// <param name="MtimeSeconds">
/// Seconds since 1970, possibly negative. EROFS stores all of them, ext4 1901-12-13 to 2446-05-10: there a time outside becomes the nearest one inside.
/// </param>
/// <param name="MtimeNanoseconds">0 to 999 999 999.</param>
public readonly record struct Attributes(ushort Mode, uint Uid, uint Gid, long MtimeSeconds, uint MtimeNanoseconds)
{
    internal const uint MaximumNanoseconds = 999_999_999;
}
