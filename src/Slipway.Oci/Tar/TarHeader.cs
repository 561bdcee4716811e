using System.Diagnostics.CodeAnalysis;

namespace Slipway.Oci.Tar;

/// <summary>
/// One 512-byte header block, fields named by their offset. Layouts differ only past byte 257 (POSIX 1003.1 pax, tar(5)):
/// <code>
///   0 name[100]   100 mode[8]   108 uid[8]   116 gid[8]   124 size[12]   136 mtime[12]   148 checksum[8]
/// 156 typeflag    157 linkname[100]
///
///      v7      ustar              gnu                       star (as ustar, and "tar\0" at 508)
/// 257  -       "ustar\0" "00"     "ustar  \0"               "ustar\0" "00"
/// 265  -       uname[32] gname[32]  (same)                  (same)     
/// 329  -       major[8] minor[8]    (same)                  (same)     
/// 345  -       prefix[155]        atime[12] ctime[12] …     prefix[131]
/// 386  -       -                  sparse[4] × {offset[12] length[12]}
/// 482  -       -                  extended  483 realsize[12]
/// </code>
/// </summary>
internal readonly ref struct TarHeader
{
    private readonly ReadOnlySpan<byte> _block;
    private readonly TarPosition _position;

    public TarHeader(ReadOnlySpan<byte> block, TarPosition position)
    {
        _block = block;
        _position = position;
        VerifyChecksum();
        IsGnu = block.Slice(257, 8).SequenceEqual("ustar  \0"u8);
        IsUstar = !IsGnu && block.Slice(257, 6).SequenceEqual("ustar\0"u8);
    }

    public bool IsGnu { get; }

    public bool IsUstar { get; }

    public byte TypeFlag => _block[156];

    public ushort Mode => (ushort)(Number(100, 8, "mode") & 0xFFF);

    public long Uid => Number(108, 8, "uid");

    public long Gid => Number(116, 8, "gid");

    public long Size => Number(124, 12, "size");

    public long Mtime => Number(136, 12, "mtime");

    public ReadOnlySpan<byte> LinkName => Text(157, 100);

    public uint DeviceMajor => IsUstar || IsGnu ? Device(329, "device major") : 0;

    public uint DeviceMinor => IsUstar || IsGnu ? Device(337, "device minor") : 0;

    public bool SparseIsExtended => _block[482] != 0;

    public long SparseRealSize => Number(483, 12, "real size");

    /// <summary>The four map slots of a GNU 'S' header.</summary>
    public ReadOnlySpan<byte> SparseSlots => _block.Slice(386, 4 * 24);

    /// <summary>Name with the ustar prefix in front where there is one.</summary>
    public byte[] ComposePath()
    {
        ReadOnlySpan<byte> name = Text(0, 100);
        ReadOnlySpan<byte> prefix = default;
        if (IsUstar) prefix = Text(345, _block[508..].SequenceEqual("tar\0"u8) ? 131 : 155);
        if (prefix.IsEmpty) return name.ToArray();

        byte[] path = new byte[prefix.Length + 1 + name.Length];
        prefix.CopyTo(path);
        path[prefix.Length] = (byte)'/';
        name.CopyTo(path.AsSpan(prefix.Length + 1));
        return path;
    }

    private void VerifyChecksum()
    {
        // The sum counts its own field as spaces. Some old writers summed signed chars, so both sums are accepted.
        if (!TarNumbers.TryParseField(_block.Slice(148, 8), out long expected)) Fail("the header checksum is not a number");
        int unsigned = 8 * ' ';
        int signed = 8 * ' ';
        for (int i = 0; i < _block.Length; i++)
        {
            if (i is >= 148 and < 156) continue;
            unsigned += _block[i];
            signed += (sbyte)_block[i];
        }

        if (expected != unsigned && expected != signed)
            Fail($"the header checksum is {expected} but the block sums to {unsigned}; the archive is damaged or not a tar");
    }

    private long Number(int offset, int length, string field)
    {
        if (!TarNumbers.TryParseField(_block.Slice(offset, length), out long value))
            Fail($"the {field} field is not a number");
        return value;
    }

    private uint Device(int offset, string field)
    {
        long value = Number(offset, 8, field);
        if (value is < 0 or > uint.MaxValue) Fail($"the {field} {value} is not between 0 and {uint.MaxValue}");
        return (uint)value;
    }

    private ReadOnlySpan<byte> Text(int offset, int length)
    {
        ReadOnlySpan<byte> field = _block.Slice(offset, length);
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }

    [DoesNotReturn]
    private void Fail(string problem) => throw new TarException(_position, problem);
}
