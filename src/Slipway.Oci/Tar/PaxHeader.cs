using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Slipway.Oci.Tar;

/// <summary>
/// The records of one PAX extended header (typeflag <c>x</c>), each <c>"LENGTH KEY=VALUE\n"</c> where LENGTH is decimal and
/// counts the whole record. Keys and values are bytes: a value may hold '=', newlines and NUL, so only LENGTH ends it.
/// Keys that say nothing about the tree (atime, uname, comment, …) are passed over.
/// </summary>
internal sealed class PaxHeader
{
    private readonly TarPosition _position;

    private PaxHeader(TarPosition position)
    {
        _position = position;
        Xattrs = new PaxXattrs(position);
        Sparse = new PaxSparse(position);
    }

    public ReadOnlyMemory<byte>? Path { get; private set; }

    public ReadOnlyMemory<byte>? LinkPath { get; private set; }

    public long? Size { get; private set; }

    public long? Uid { get; private set; }

    public long? Gid { get; private set; }

    public (long Seconds, uint Nanoseconds)? Mtime { get; private set; }

    public PaxXattrs Xattrs { get; }

    public PaxSparse Sparse { get; }

    /// <summary>Parses a header's content, keeping slices of it.</summary>
    public static PaxHeader Parse(ReadOnlyMemory<byte> content, TarPosition position)
    {
        var header = new PaxHeader(position);
        while (!content.IsEmpty)
        {
            ReadOnlyMemory<byte> record = header.TakeRecord(ref content);
            int equals = record.Span.IndexOf((byte)'=');
            if (equals <= 0) header.Fail("a PAX record has no key");
            header.Apply(record[..equals], record[(equals + 1)..]);
        }

        return header;
    }

    private ReadOnlyMemory<byte> TakeRecord(ref ReadOnlyMemory<byte> content)
    {
        int space = content.Span.IndexOf((byte)' ');
        if (space is <= 0 or > 10 || !TarNumbers.TryParseDecimal(content.Span[..space], out long length))
            Fail("a PAX record does not begin with its length");
        else if (length <= space + 1 || length > content.Length || content.Span[(int)length - 1] != '\n')
            Fail($"a PAX record claims {length} bytes where {content.Length} are left, or does not end in a newline");
        else
        {
            ReadOnlyMemory<byte> record = content[(space + 1)..((int)length - 1)];
            content = content[(int)length..];
            return record;
        }

        return default;
    }

    private void Apply(ReadOnlyMemory<byte> keyBytes, ReadOnlyMemory<byte> value)
    {
        ReadOnlySpan<byte> key = keyBytes.Span;
        if (key.StartsWith("SCHILY.xattr."u8)) Xattrs.AddRaw(keyBytes["SCHILY.xattr.".Length..], value);
        else if (key.StartsWith("LIBARCHIVE.xattr."u8)) Xattrs.AddEncoded(key["LIBARCHIVE.xattr.".Length..], value.Span);
        else if (key.StartsWith("GNU.sparse."u8)) Sparse.Add(key["GNU.sparse.".Length..], value);
        else if (value.IsEmpty) return; // POSIX: an empty value leaves the ustar field in force.
        else if (key.SequenceEqual("path"u8)) Path = Text(value, "path");
        else if (key.SequenceEqual("linkpath"u8)) LinkPath = Text(value, "linkpath");
        else if (key.SequenceEqual("size"u8)) Size = Number(value, "size");
        else if (key.SequenceEqual("uid"u8)) Uid = Number(value, "uid");
        else if (key.SequenceEqual("gid"u8)) Gid = Number(value, "gid");
        else if (key.SequenceEqual("mtime"u8)) Mtime = Time(value);
    }

    private ReadOnlyMemory<byte> Text(ReadOnlyMemory<byte> value, string key)
    {
        if (value.Span.Contains((byte)0)) Fail($"the PAX {key} holds a NUL byte");
        return value;
    }

    private long Number(ReadOnlyMemory<byte> value, string key)
    {
        if (!TarNumbers.TryParseDecimal(value.Span, out long number)) Fail($"the PAX {key} is not a number");
        return number;
    }

    private (long Seconds, uint Nanoseconds) Time(ReadOnlyMemory<byte> value)
    {
        if (!TarNumbers.TryParseTime(value.Span, out long seconds, out uint nanoseconds))
        {
            string shown = Encoding.UTF8.GetString(value.Span[..Math.Min(40, value.Length)]);
            Fail(string.Create(CultureInfo.InvariantCulture, $"the PAX mtime '{shown}' is not a time"));
        }

        return (seconds, nanoseconds);
    }

    [DoesNotReturn]
    private void Fail(string problem) => throw new TarException(_position, problem);
}
