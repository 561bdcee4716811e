namespace Slipway.Oci.Tar;

/// <summary>One member to write with <see cref="TarWriter"/>. Names are byte strings and are written as they are.</summary>
public sealed class NewTarEntry
{
    /// <summary>What it makes; not <see cref="TarEntryType.Unknown"/>.</summary>
    public required TarEntryType Type { get; init; }

    /// <summary>Name without NUL, not empty; a directory's ends in a slash by custom.</summary>
    public required ReadOnlyMemory<byte> Path { get; init; }

    /// <summary>Target of a hard link (the path of an earlier member) or of a symbolic link.</summary>
    public ReadOnlyMemory<byte> LinkTarget { get; init; }

    /// <summary>The twelve permission bits.</summary>
    public required ushort Mode { get; init; }

    /// <summary>Numeric owner.</summary>
    public uint Uid { get; init; }

    /// <summary>Numeric group.</summary>
    public uint Gid { get; init; }

    /// <summary>Modification time, whole seconds since 1970 rounded down; may be negative.</summary>
    public long MtimeSeconds { get; init; }

    /// <summary>Nanoseconds to add, 0 to 999 999 999.</summary>
    public uint MtimeNanoseconds { get; init; }

    /// <summary>Size of a regular file; that much content must follow. 0 for every other type.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Device number's major half.</summary>
    public uint DeviceMajor { get; init; }

    /// <summary>Device number's minor half.</summary>
    public uint DeviceMinor { get; init; }

    /// <summary>Extended attributes.</summary>
    public IReadOnlyList<TarXattr> Xattrs { get; init; } = [];
}
