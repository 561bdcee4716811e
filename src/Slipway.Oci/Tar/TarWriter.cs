using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Slipway.Oci.Tar;

/// <summary>
/// Writes a PAX archive (POSIX.1-2001): a ustar header for each member and, before it, an extended header for what ustar has no room for.
/// The same members give the same bytes. For one thread; does not dispose the output, and writes to it synchronously.
/// <code>
/// archive = *( [ 'x' header, records, padding ] header [ content padding ] ) 1024 zeros
/// record  = LENGTH " " KEY "=" VALUE "\n"      LENGTH in decimal counts all of it
/// keys    = hdrcharset path linkpath uid gid size mtime SCHILY.xattr.NAME
/// </code>
/// </summary>
public sealed class TarWriter(Stream output)
{
    private const int BlockBytes = 512;
    private const int MaxNameBytes = 100;
    private const long MaxOctal7 = (1L << 21) - 1;
    private const long MaxOctal11 = (1L << 33) - 1;
    private const int EndBlocks = 2;

    private readonly byte[] _block = new byte[BlockBytes];
    private long _contentLeft;
    private int _padding;

    /// <summary>Begins a member. The content of the one before must be complete.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    /// <exception cref="ArgumentException">The member cannot be said in a tar: no name, a NUL byte, a type that is none, a device number beyond Linux's.</exception>
    public void WriteEntry(NewTarEntry member)
    {
        ArgumentNullException.ThrowIfNull(member);
        RequireComplete();
        if (member.Path.IsEmpty || member.Path.Span.Contains((byte)0) || member.LinkTarget.Span.Contains((byte)0))
            throw new ArgumentException("a tar member needs a name, and neither it nor a link's target may hold a NUL byte", nameof(member));
        if (member.DeviceMajor > MaxOctal7 || member.DeviceMinor > MaxOctal7)
            throw new ArgumentException($"device {member.DeviceMajor}:{member.DeviceMinor} does not fit into a tar header", nameof(member));
        var records = RecordsOf(member);
        if (records.Length > 0)
        {
            WriteHeader(member, (byte)'x', "PaxHeader"u8, default, records.Length);
            output.Write(records);
            Pad(records.Length);
        }

        var size = member.Type == TarEntryType.Regular ? member.SizeBytes : 0;
        WriteHeader(member, FlagOf(member.Type), member.Path.Span, member.LinkTarget.Span, size);
        _contentLeft = size;
        _padding = (int)(-size & (BlockBytes - 1));
    }

    /// <summary>Writes the next piece of the current member's content.</summary>
    /// <exception cref="InvalidOperationException">It is more than the member's size.</exception>
    public void WriteContent(ReadOnlySpan<byte> content)
    {
        if (content.Length > _contentLeft)
            throw new InvalidOperationException($"{content.Length} bytes of content where {_contentLeft} are left of the member's size");
        output.Write(content);
        _contentLeft -= content.Length;
        if (_contentLeft > 0)
            return;
        Pad(-_padding);
        _padding = 0;
    }

    /// <summary>Writes the end of the archive.</summary>
    public void Finish()
    {
        RequireComplete();
        _block.AsSpan().Clear();
        for (var i = 0; i < EndBlocks; i++)
            output.Write(_block);
    }

    private void RequireComplete()
    {
        if (_contentLeft > 0)
            throw new InvalidOperationException($"the member before still lacks {_contentLeft} bytes of content");
    }

    private void Pad(int length)
    {
        _block.AsSpan().Clear();
        output.Write(_block.AsSpan(0, -length & (BlockBytes - 1)));
    }

    private void WriteHeader(NewTarEntry member, byte flag, ReadOnlySpan<byte> name, ReadOnlySpan<byte> link, long size)
    {
        _block.AsSpan().Clear();
        Fitting(name, MaxNameBytes).CopyTo(_block);
        PutOctal(100, 7, flag == 'x' ? 0x1A4 : member.Mode);
        PutOctal(108, 7, member.Uid > MaxOctal7 ? 0 : member.Uid);
        PutOctal(116, 7, member.Gid > MaxOctal7 ? 0 : member.Gid);
        PutOctal(124, 11, size > MaxOctal11 ? 0 : size);
        PutOctal(136, 11, Math.Clamp(member.MtimeSeconds, 0, MaxOctal11));
        _block[156] = flag;
        Fitting(link, MaxNameBytes).CopyTo(_block.AsSpan(157));
        "ustar\000"u8.CopyTo(_block.AsSpan(257));
        PutOctal(329, 7, member.DeviceMajor);
        PutOctal(337, 7, member.DeviceMinor);
        _block.AsSpan(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in _block)
            sum += value;
        PutOctal(148, 6, sum);
        _block[154] = 0;
        output.Write(_block);
    }

    private void PutOctal(int offset, int digits, long value)
    {
        for (var i = digits - 1; i >= 0; i--, value >>= 3)
            _block[offset + i] = (byte)('0' + (value & 7));
    }

    private static ReadOnlySpan<byte> Fitting(ReadOnlySpan<byte> name, int bytes) => name.Length > bytes ? name[..bytes] : name;

    private static byte FlagOf(TarEntryType type) => type switch
    {
        TarEntryType.Regular => (byte)'0',
        TarEntryType.HardLink => (byte)'1',
        TarEntryType.SymbolicLink => (byte)'2',
        TarEntryType.CharacterDevice => (byte)'3',
        TarEntryType.BlockDevice => (byte)'4',
        TarEntryType.Directory => (byte)'5',
        TarEntryType.Fifo => (byte)'6',
        _ => throw new ArgumentException($"{type} has no flag in a tar", nameof(type)),
    };

    private static byte[] RecordsOf(NewTarEntry member)
    {
        using var records = new MemoryStream();
        if (NeedsBinaryNames(member.Path) || NeedsBinaryNames(member.LinkTarget))
            PutRecord(records, "hdrcharset"u8, "BINARY"u8);
        if (member.Path.Length > MaxNameBytes)
            PutRecord(records, "path"u8, member.Path.Span);
        if (member.LinkTarget.Length > MaxNameBytes)
            PutRecord(records, "linkpath"u8, member.LinkTarget.Span);
        if (member.Uid > MaxOctal7)
            PutRecord(records, "uid"u8, Decimal(member.Uid));
        if (member.Gid > MaxOctal7)
            PutRecord(records, "gid"u8, Decimal(member.Gid));
        if (member.Type == TarEntryType.Regular && member.SizeBytes > MaxOctal11)
            PutRecord(records, "size"u8, Decimal(member.SizeBytes));
        if (member.MtimeNanoseconds != 0 || member.MtimeSeconds is < 0 or > MaxOctal11)
            PutRecord(records, "mtime"u8, TimeOf(member.MtimeSeconds, member.MtimeNanoseconds));
        foreach (var xattr in member.Xattrs)
            PutRecord(records, [.. "SCHILY.xattr."u8, .. xattr.Name.Span], xattr.Value.Span);
        return records.ToArray();
    }

    private static bool NeedsBinaryNames(ReadOnlyMemory<byte> name) => name.Length > MaxNameBytes && !Utf8.IsValid(name.Span);

    private static void PutRecord(MemoryStream records, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var rest = key.Length + value.Length + " =\n".Length;
        var length = rest + 1;
        while (Decimal(length).Length + rest != length)
            length = rest + Decimal(length).Length;
        records.Write(Decimal(length));
        records.WriteByte((byte)' ');
        records.Write(key);
        records.WriteByte((byte)'=');
        records.Write(value);
        records.WriteByte((byte)'\n');
    }

    private static byte[] Decimal(long value) => Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Seconds with a fraction; before 1970 the fraction counts downwards too, as the sign is in front of both.</summary>
    private static byte[] TimeOf(long seconds, uint nanoseconds)
    {
        var sign = seconds < 0 ? "-" : "";
        if (seconds < 0 && nanoseconds > 0)
            (seconds, nanoseconds) = (seconds + 1, 1_000_000_000 - nanoseconds);
        var text = string.Create(CultureInfo.InvariantCulture, $"{sign}{Math.Abs(seconds)}.{nanoseconds:D9}");
        return Encoding.ASCII.GetBytes(text.TrimEnd('0').TrimEnd('.'));
    }
}
