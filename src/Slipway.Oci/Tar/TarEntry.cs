using System.Text;

namespace Slipway.Oci.Tar;

/// <summary>
/// The metadata of one archive member with all extended headers applied. Names are byte strings as they stand in the
/// archive: not decoded, not normalised, so absolute paths, <c>..</c> and doubled slashes are the caller's to judge.
/// Owns its bytes and stays valid after the reader moves on.
/// </summary>
public sealed class TarEntry
{
    /// <summary>What the entry makes.</summary>
    public required TarEntryType Type { get; init; }

    /// <summary>The archive's own byte for <see cref="Type"/>.</summary>
    public required byte TypeFlag { get; init; }

    /// <summary>Name, never empty, no NUL.</summary>
    public required ReadOnlyMemory<byte> Path { get; init; }

    /// <summary>Target of a hard link (a path of the merged tree) or of a symbolic link; empty for other types.</summary>
    public required ReadOnlyMemory<byte> LinkTarget { get; init; }

    /// <summary>The twelve permission bits: rwx of three, setuid, setgid, sticky.</summary>
    public required ushort Mode { get; init; }

    /// <summary>Numeric owner; user names in archives are never looked up.</summary>
    public required uint Uid { get; init; }

    /// <summary>Numeric group.</summary>
    public required uint Gid { get; init; }

    /// <summary>Modification time, whole seconds since 1970 rounded down; may be negative.</summary>
    public required long MtimeSeconds { get; init; }

    /// <summary>Nanoseconds to add to <see cref="MtimeSeconds"/>, 0 to 999 999 999.</summary>
    public required uint MtimeNanoseconds { get; init; }

    /// <summary>Size of a regular file in bytes, holes included; 0 for every other type.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Device number's major half, devices only.</summary>
    public required uint DeviceMajor { get; init; }

    /// <summary>Device number's minor half, devices only.</summary>
    public required uint DeviceMinor { get; init; }

    /// <summary>Extended attributes in archive order; a repeated name appears once with its last value.</summary>
    public required IReadOnlyList<TarXattr> Xattrs { get; init; }

    /// <summary>True when the content is stored as data segments with holes between them.</summary>
    public required bool IsSparse { get; init; }

    /// <summary>Where the content's bytes begin in the uncompressed stream; meaningful for a file that is not sparse.</summary>
    public required long ContentOffset { get; init; }

    /// <summary>How many entries came before this one.</summary>
    public required long Index { get; init; }

    /// <summary>Byte offset of the entry's own header in the uncompressed stream.</summary>
    public required long HeaderOffset { get; init; }

    /// <summary>Type and name for messages; bytes that are not UTF-8 show as replacement characters.</summary>
    public override string ToString() => $"{Type} {Encoding.UTF8.GetString(Path.Span)}";
}
