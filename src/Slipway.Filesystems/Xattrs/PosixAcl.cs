using System.Buffers.Binary;

namespace Slipway.Filesystems.Xattrs;

/// <summary>
/// POSIX access control lists in the two forms that exist, both little-endian: the one that system calls and archives carry (Linux
/// include/uapi/linux/posix_acl_xattr.h) and the shorter one on disk (fs/ext4/acl.h).
/// <code>
/// wire  version u32 2, then for each entry  tag u16 | permissions u16 | id u32
/// disk  version u32 1, then for each entry  tag u16 | permissions u16, and an id u32 only for a named user or group
/// </code>
/// </summary>
internal static class PosixAcl
{
    private const uint WireVersion = 2;
    private const uint DiskVersion = 1;
    private const int VersionBytes = 4;
    private const int LongBytes = 8;
    private const int ShortBytes = 4;
    private const uint NoId = uint.MaxValue;
    private const ushort AllPermissions = 7;

    /// <exception cref="FilesystemException">Not a list as a system call would take it.</exception>
    public static byte[] ToDisk(ReadOnlySpan<byte> wire)
    {
        RequireVersion(wire, WireVersion);
        var disk = new List<byte>(wire.Length) { (byte)DiskVersion, 0, 0, 0 };
        for (var rest = wire[VersionBytes..]; !rest.IsEmpty; rest = rest[LongBytes..])
        {
            var named = RequireEntry(rest, LongBytes);
            disk.AddRange(rest[..(named ? LongBytes : ShortBytes)]);
        }

        return [.. disk];
    }

    /// <exception cref="FilesystemException">Not a list as the kernel stores it.</exception>
    public static byte[] ToWire(ReadOnlySpan<byte> disk)
    {
        RequireVersion(disk, DiskVersion);
        var wire = new List<byte>(disk.Length * 2) { (byte)WireVersion, 0, 0, 0 };
        var id = new byte[sizeof(uint)];
        for (var rest = disk[VersionBytes..]; !rest.IsEmpty;)
        {
            var named = RequireEntry(rest, ShortBytes);
            if (named)
                RequireEntry(rest, LongBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(id, named ? BinaryPrimitives.ReadUInt32LittleEndian(rest[ShortBytes..]) : NoId);
            wire.AddRange(rest[..ShortBytes]);
            wire.AddRange(id);
            rest = rest[(named ? LongBytes : ShortBytes)..];
        }

        return [.. wire];
    }

    private static void RequireVersion(ReadOnlySpan<byte> list, uint version)
    {
        if (list.Length < VersionBytes || BinaryPrimitives.ReadUInt32LittleEndian(list) != version)
            throw new FilesystemException($"a POSIX ACL of {list.Length} bytes does not begin with version {version}");
    }

    /// <summary>Whether the entry is one of a named user (2) or group (8): it has an id.</summary>
    private static bool RequireEntry(ReadOnlySpan<byte> entry, int bytes)
    {
        if (entry.Length < bytes)
            throw new FilesystemException($"a POSIX ACL ends within an entry: {entry.Length} of {bytes} bytes");
        var tag = BinaryPrimitives.ReadUInt16LittleEndian(entry);
        var permissions = BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]);
        if (tag is not (0x01 or 0x02 or 0x04 or 0x08 or 0x10 or 0x20) || permissions > AllPermissions)
            throw new FilesystemException($"a POSIX ACL has an entry with tag 0x{tag:x} and permissions 0x{permissions:x}: no such entry exists");
        return tag is 0x02 or 0x08;
    }
}
