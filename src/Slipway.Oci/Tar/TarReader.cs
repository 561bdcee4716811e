using System.Diagnostics.CodeAnalysis;

namespace Slipway.Oci.Tar;

/// <summary>
/// Reads a tar archive as a stream, once, front to back: v7, ustar, PAX, GNU and star, with sparse files.
/// <code>
/// archive = entry* zero-block zero-block anything*
/// entry   = ('x' PAX records | 'g' ignored | 'L' long name | 'K' long link)*  header  [sparse map]  content, padded to 512
/// </code>
/// Call <see cref="TryReadEntry"/>, then take the content by <see cref="TryReadSegment"/> or <see cref="ReadContent"/>, or leave
/// it to be skipped. When no entry is left, the source has been read to its very end, trailing bytes included, because a
/// layer's diff id covers them. Where archives are ambiguous this reads as Go's archive/tar does, since that is what made and
/// unpacks nearly all images. Everything malformed is a <see cref="TarException"/>. Not thread safe; does not own the stream.
/// </summary>
public sealed partial class TarReader(Stream stream)
{
    private readonly TarInput _input = new(stream);
    private readonly byte[] _block = new byte[TarInput.BlockSizeBytes];
    private long _entryCount;
    private bool _ended;

    /// <summary>How many bytes of the uncompressed stream have been consumed.</summary>
    public long Offset => _input.Offset;

    /// <summary>Moves to the next entry, skipping what is left of this one; false at the end of the archive.</summary>
    public bool TryReadEntry([NotNullWhen(true)] out TarEntry? entry)
    {
        entry = null;
        if (_ended) return false;
        SkipContent();

        var extensions = new TarExtensions();
        while (TryReadHeaderBlock(out TarPosition position))
        {
            var header = new TarHeader(_block, position);
            switch (header.TypeFlag)
            {
                case (byte)'x':
                    extensions.Pax = PaxHeader.Parse(ReadMetadata(header, TarLimits.MaxPaxHeaderBytes, "PAX header", position), position);
                    break;
                case (byte)'g':
                    // Go, and so containerd, Docker and umoci, hand global headers over without applying them.
                    SkipMetadata(header, position);
                    break;
                case (byte)'L':
                    extensions.LongName = ReadLongName(header, position);
                    break;
                case (byte)'K':
                    extensions.LongLink = ReadLongName(header, position);
                    break;
                default:
                    entry = BeginEntry(header, extensions, position);
                    return true;
            }
        }

        if (!extensions.IsEmpty) throw new TarException(Here, "an extended header or long name is followed by no entry");
        ReadToEnd();
        return false;
    }

    private TarPosition Here => new(_entryCount, _input.Offset);

    private bool TryReadHeaderBlock(out TarPosition position)
    {
        position = Here;
        int length = _input.ReadUpTo(_block);
        if (length == 0) return false;
        if (length < _block.Length) throw new TarException(position, $"the archive ends after {length} bytes of a 512-byte header");
        if (_block.AsSpan().ContainsAnyExcept((byte)0)) return true;

        // Two zero blocks end an archive; one at the very end of the stream is accepted as Go does.
        length = _input.ReadUpTo(_block);
        if (length == _block.Length && _block.AsSpan().ContainsAnyExcept((byte)0))
            throw new TarException(position, "a single zero block stands between entries; an archive ends with two");
        return false;
    }

    private void ReadToEnd()
    {
        _ended = true;
        while (!_input.ReadSome(int.MaxValue).IsEmpty)
        {
        }
    }

    private byte[] ReadMetadata(in TarHeader header, int maxBytes, string what, TarPosition position)
    {
        long size = header.Size;
        if (size < 0 || size > maxBytes) throw new TarException(position, $"the {what} has {size} bytes; at most {maxBytes} are allowed");
        byte[] content = new byte[size];
        if (_input.ReadUpTo(content) < size || !TrySkipPadding(size)) throw new TarException(position, $"the archive ends inside a {what}");
        return content;
    }

    private ReadOnlyMemory<byte> ReadLongName(in TarHeader header, TarPosition position)
    {
        // One byte more than a path may have: GNU writes the terminating NUL.
        byte[] content = ReadMetadata(header, TarLimits.MaxPathBytes + 1, "GNU long name", position);
        int end = content.AsSpan().IndexOf((byte)0);
        return end < 0 ? content : content.AsMemory(0, end);
    }

    private void SkipMetadata(in TarHeader header, TarPosition position)
    {
        long size = header.Size;
        if (size is < 0 or > TarLimits.MaxPaxHeaderBytes)
            throw new TarException(position, $"the global PAX header has {size} bytes; at most {TarLimits.MaxPaxHeaderBytes} are allowed");
        if (_input.Skip(size) < size || !TrySkipPadding(size)) throw new TarException(position, "the archive ends inside a global PAX header");
    }

    private bool TrySkipPadding(long contentBytes)
    {
        long padding = -contentBytes & (TarInput.BlockSizeBytes - 1);
        return _input.Skip(padding) == padding;
    }
}
