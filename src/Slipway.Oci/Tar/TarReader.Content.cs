namespace Slipway.Oci.Tar;

/// <content>The content of the current entry: a plain run of bytes, or the data segments of a sparse file.</content>
public sealed partial class TarReader
{
    /// <summary>The sparse map; null for a plain file.</summary>
    private List<TarSegment>? _segments;
    private int _segmentIndex;
    private long _sizeBytes;

    /// <summary>Offset within the file of the next byte to be delivered.</summary>
    private long _position;

    /// <summary>Content bytes still to come from the input, and the padding after them.</summary>
    private long _packedBytes;
    private long _paddingBytes;

    /// <summary>
    /// Delivers the next run of data with its offset in the file; holes of a sparse file are left out, so offsets may jump.
    /// False when none is left. The span is never empty and valid until the next call on this reader.
    /// </summary>
    public bool TryReadSegment(out long offset, out ReadOnlySpan<byte> data)
    {
        offset = 0;
        data = default;
        if (_packedBytes == 0) return false;
        long run = NextRun();
        data = _input.ReadSome(run);
        if (data.IsEmpty) throw new TarException(Here, $"the archive ends with {_packedBytes} bytes of this entry's content missing");
        offset = _position;
        _packedBytes -= data.Length;
        _position += data.Length;
        return true;
    }

    /// <summary>Reads the content in order with holes as zeros; 0 at its end. Returns less than asked only at the end.</summary>
    public int ReadContent(Span<byte> target)
    {
        int done = 0;
        while (done < target.Length && _position < _sizeBytes)
        {
            long dataAt = _packedBytes == 0 ? _sizeBytes : PeekRun();
            int count = (int)Math.Min(target.Length - done, dataAt - _position);
            if (count > 0)
            {
                target.Slice(done, count).Clear();
                _position += count;
                done += count;
                continue;
            }

            long run = Math.Min(NextRun(), target.Length - done);
            count = _input.ReadUpTo(target.Slice(done, (int)run));
            if (count < run) throw new TarException(Here, $"the archive ends with {_packedBytes - count} bytes of this entry's content missing");
            _packedBytes -= count;
            _position += count;
            done += count;
        }

        return done;
    }

    private void BeginContent(in TarHeader header, TarEntryType type, PaxHeader? pax, TarPosition position)
    {
        _segments = null;
        _segmentIndex = 0;
        _position = 0;
        // Links, devices, directories and fifos have no content whatever their size says. For the others a PAX size wins also
        // for finding the next header: readers that disagreed here could be shown different files (CVE-2025-62518).
        bool hasContent = type is TarEntryType.Regular or TarEntryType.Unknown || header.TypeFlag is not (byte)'5' && type == TarEntryType.Directory;
        long size = hasContent ? pax?.Size ?? header.Size : 0;
        if (size is < 0 or > TarLimits.MaxContentBytes)
            throw new TarException(position, $"the size {size} is not between 0 and {TarLimits.MaxContentBytes}");
        _sizeBytes = size;
        _packedBytes = size;
        _paddingBytes = -size & (TarInput.BlockSizeBytes - 1);
        if (header.TypeFlag == 'S') BeginSparse(TarSparseMap.ReadOldGnu(header, _input, position), header.SparseRealSize, position);
        else if (type == TarEntryType.Regular && pax is { Sparse: { HasMapInData: true } inData })
            BeginSparse(TarSparseMap.ReadPax10(_input, ref _packedBytes, position), inData.RealSize ?? -1, position);
        else if (type == TarEntryType.Regular && pax is { Sparse: { HasMap: true } inRecords })
            BeginSparse(inRecords.Segments, inRecords.RealSize ?? -1, position);
    }

    private void BeginSparse(List<TarSegment> segments, long realSize, TarPosition position)
    {
        TarSparseMap.Verify(segments, realSize, _packedBytes, position);
        _segments = segments;
        _sizeBytes = realSize;
    }

    /// <summary>Offset in the file of the next data byte; only while packed bytes remain.</summary>
    private long PeekRun()
    {
        if (_segments is null) return _position;
        while (_segments[_segmentIndex].Offset + _segments[_segmentIndex].Length <= _position || _segments[_segmentIndex].Length == 0)
            _segmentIndex++;
        return Math.Max(_position, _segments[_segmentIndex].Offset);
    }

    /// <summary>Moves to the next data byte and returns how many lie in one run there.</summary>
    private long NextRun()
    {
        _position = PeekRun();
        return _segments is null ? _packedBytes : _segments[_segmentIndex].Offset + _segments[_segmentIndex].Length - _position;
    }

    private void SkipContent()
    {
        long skipped = _input.Skip(_packedBytes);
        if (skipped < _packedBytes) throw new TarException(Here, $"the archive ends with {_packedBytes - skipped} bytes of this entry's content missing");
        // A stream that ends inside the padding has lost nothing; the next header read sees the end.
        _ = _input.Skip(_paddingBytes);
        _packedBytes = 0;
        _paddingBytes = 0;
    }
}
