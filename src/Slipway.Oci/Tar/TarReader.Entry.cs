namespace Slipway.Oci.Tar;

/// <content>Joins an entry's own header with the extended headers before it.</content>
public sealed partial class TarReader
{
    private TarEntry BeginEntry(in TarHeader header, in TarExtensions extensions, TarPosition position)
    {
        if (_entryCount == TarLimits.MaxEntries) throw new TarException(position, $"the archive has more than {TarLimits.MaxEntries} entries");
        PaxHeader? pax = extensions.Pax;
        // A GNU name wins over PAX, and the real name of a sparse file over both, as in Go.
        ReadOnlyMemory<byte> path = pax?.Sparse.Name ?? extensions.LongName ?? pax?.Path ?? header.ComposePath();
        TarEntryType type = TypeOf(header.TypeFlag, path.Span);
        bool isLink = type is TarEntryType.HardLink or TarEntryType.SymbolicLink;
        ReadOnlyMemory<byte> link = isLink ? extensions.LongLink ?? pax?.LinkPath ?? header.LinkName.ToArray() : default;
        VerifyNames(path, link, isLink, position);

        bool isDevice = type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice;
        (long Seconds, uint Nanoseconds) mtime = pax?.Mtime ?? (header.Mtime, 0);
        uint major = isDevice ? header.DeviceMajor : 0;
        uint minor = isDevice ? header.DeviceMinor : 0;
        BeginContent(header, type, pax, position);
        return new TarEntry
        {
            Type = type,
            TypeFlag = header.TypeFlag,
            Path = path,
            LinkTarget = link,
            Mode = header.Mode,
            Uid = Owner(pax?.Uid ?? header.Uid, "uid", position),
            Gid = Owner(pax?.Gid ?? header.Gid, "gid", position),
            MtimeSeconds = mtime.Seconds,
            MtimeNanoseconds = mtime.Nanoseconds,
            SizeBytes = type == TarEntryType.Regular ? _sizeBytes : 0,
            DeviceMajor = major,
            DeviceMinor = minor,
            Xattrs = pax is null ? [] : pax.Xattrs.All,
            IsSparse = _segments is not null,
            ContentOffset = _input.Offset,
            Index = _entryCount++,
            HeaderOffset = position.Offset,
        };
    }

    private static TarEntryType TypeOf(byte flag, ReadOnlySpan<byte> path) => flag switch
    {
        (byte)'0' or 0 or (byte)'7' => path.EndsWith((byte)'/') ? TarEntryType.Directory : TarEntryType.Regular,
        (byte)'S' => TarEntryType.Regular,
        (byte)'1' => TarEntryType.HardLink,
        (byte)'2' => TarEntryType.SymbolicLink,
        (byte)'3' => TarEntryType.CharacterDevice,
        (byte)'4' => TarEntryType.BlockDevice,
        (byte)'5' => TarEntryType.Directory,
        (byte)'6' => TarEntryType.Fifo,
        _ => TarEntryType.Unknown,
    };

    private static uint Owner(long value, string field, TarPosition position) =>
        value is >= 0 and <= uint.MaxValue
            ? (uint)value
            : throw new TarException(position, $"the {field} {value} is not between 0 and {uint.MaxValue}");

    private static void VerifyNames(ReadOnlyMemory<byte> path, ReadOnlyMemory<byte> link, bool isLink, TarPosition position)
    {
        if (path.IsEmpty) throw new TarException(position, "the entry has no name");
        if (isLink && link.IsEmpty) throw new TarException(position, "the link has no target");
        int longest = Math.Max(path.Length, link.Length);
        if (longest > TarLimits.MaxPathBytes)
            throw new TarException(position, $"a name has {longest} bytes; at most {TarLimits.MaxPathBytes} are allowed");
    }
}
