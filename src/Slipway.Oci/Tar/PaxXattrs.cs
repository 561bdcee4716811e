using System.Buffers;
using System.Buffers.Text;

namespace Slipway.Oci.Tar;

/// <summary>
/// The extended attributes of one PAX header. <c>SCHILY.xattr.NAME</c> carries the raw value (Go, GNU tar, star);
/// <c>LIBARCHIVE.xattr.NAME</c> a percent-encoded name and a base64 value without padding (bsdtar, which writes both).
/// </summary>
internal sealed class PaxXattrs(TarPosition position)
{
    private readonly List<TarXattr> _xattrs = [];

    public IReadOnlyList<TarXattr> All => _xattrs;

    public void AddRaw(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        if (name.IsEmpty || name.Span.Contains((byte)0))
            throw new TarException(position, "an extended attribute's name is empty or holds a NUL byte");
        if (name.Length > TarLimits.MaxXattrNameBytes)
            throw new TarException(position, $"an extended attribute's name has {name.Length} bytes; at most {TarLimits.MaxXattrNameBytes} are allowed");
        if (value.Length > TarLimits.MaxXattrValueBytes)
            throw new TarException(position, $"an extended attribute's value has {value.Length} bytes; at most {TarLimits.MaxXattrValueBytes} are allowed");

        int same = _xattrs.FindIndex(x => x.Name.Span.SequenceEqual(name.Span));
        if (same >= 0) _xattrs[same] = new TarXattr(name, value);
        else if (_xattrs.Count == TarLimits.MaxXattrs)
            throw new TarException(position, $"the entry has more than {TarLimits.MaxXattrs} extended attributes");
        else _xattrs.Add(new TarXattr(name, value));
    }

    public void AddEncoded(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => AddRaw(DecodePercent(name), DecodeBase64(value));

    private byte[] DecodePercent(ReadOnlySpan<byte> text)
    {
        byte[] result = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte value = text[i];
            if (value == '%')
            {
                if (!Utf8Parser.TryParse(text.Slice(i + 1, Math.Min(2, text.Length - i - 1)), out value, out int used, 'X') || used != 2)
                    throw new TarException(position, "a LIBARCHIVE.xattr name has a '%' without two hexadecimal digits");
                i += 2;
            }

            result[length++] = value;
        }

        return result[..length];
    }

    private byte[] DecodeBase64(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd((byte)'=');
        byte[] padded = new byte[(text.Length + 3) / 4 * 4];
        padded.AsSpan().Fill((byte)'=');
        text.CopyTo(padded);
        byte[] result = new byte[Base64.GetMaxDecodedFromUtf8Length(padded.Length)];
        OperationStatus status = Base64.DecodeFromUtf8(padded, result, out _, out int written);
        return status == OperationStatus.Done
            ? result[..written]
            : throw new TarException(position, "a LIBARCHIVE.xattr value is not base64");
    }
}
