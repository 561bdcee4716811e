namespace Slipway.Oci.Tar;

/// <summary>
/// The <c>GNU.sparse.*</c> records of a PAX header (GNU tar manual, "Storing Sparse Files"):
/// <code>
/// 0.0   size=REAL numblocks=N, then N × (offset=O numbytes=L), repeated keys in order
/// 0.1   size=REAL numblocks=N map=O,L,O,L,…  name=REAL NAME
/// 1.0   major=1 minor=0 realsize=REAL name=REAL NAME; the map stands before the data (see TarSparseMap)
/// </code>
/// The entry's own name is then a stand-in such as <c>./GNUSparseFile.123/name</c>.
/// </summary>
internal sealed class PaxSparse(TarPosition position)
{
    private readonly List<TarSegment> _segments = [];
    private long? _pendingOffset;
    private bool _hasMap;
    private long? _major;

    /// <summary>True when the map is in these records (0.0, 0.1).</summary>
    public bool HasMap => _hasMap && _major is null or 0;

    /// <summary>True when the map stands at the start of the entry's data (1.0).</summary>
    public bool HasMapInData => _major == 1;

    public long? RealSize { get; private set; }

    public ReadOnlyMemory<byte>? Name { get; private set; }

    /// <summary>The segments of formats 0.0 and 0.1.</summary>
    public List<TarSegment> Segments =>
        _pendingOffset is null ? _segments : throw new TarException(position, "the PAX sparse map ends in an offset without a length");

    public void Add(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value)
    {
        if (key.SequenceEqual("name"u8)) SetName(value);
        else if (key.SequenceEqual("size"u8) || key.SequenceEqual("realsize"u8)) RealSize = Number(value.Span);
        else if (key.SequenceEqual("map"u8)) AddMap(value.Span);
        else if (key.SequenceEqual("offset"u8)) AddOffset(Number(value.Span));
        else if (key.SequenceEqual("numbytes"u8)) AddLength(Number(value.Span));
        else if (key.SequenceEqual("major"u8)) SetMajor(Number(value.Span));
        else if (key.SequenceEqual("minor"u8)) _ = Number(value.Span);
        else if (key.SequenceEqual("numblocks"u8)) _hasMap = Number(value.Span) >= 0;
    }

    private void SetName(ReadOnlyMemory<byte> value)
    {
        if (value.Span.Contains((byte)0)) throw new TarException(position, "the PAX sparse name holds a NUL byte");
        if (!value.IsEmpty) Name = value;
    }

    private void SetMajor(long major)
    {
        if (major > 1) throw new TarException(position, $"the sparse format {major} is unknown; 0.0, 0.1 and 1.0 are read");
        _major = major;
    }

    private void AddMap(ReadOnlySpan<byte> map)
    {
        _hasMap = true;
        if (map.IsEmpty) return;
        foreach (Range part in map.Split((byte)','))
        {
            long number = Number(map[part]);
            if (_pendingOffset is null) AddOffset(number);
            else AddLength(number);
        }
    }

    private void AddOffset(long offset)
    {
        if (_pendingOffset is not null) throw new TarException(position, "the PAX sparse map has two offsets in a row");
        _pendingOffset = offset;
        _hasMap = true;
    }

    private void AddLength(long length)
    {
        long offset = _pendingOffset ?? throw new TarException(position, "the PAX sparse map has a length without an offset");
        if (_segments.Count == TarLimits.MaxSparseSegments)
            throw new TarException(position, $"the sparse map has more than {TarLimits.MaxSparseSegments} segments");
        _segments.Add(new TarSegment(offset, length));
        _pendingOffset = null;
    }

    private long Number(ReadOnlySpan<byte> text) =>
        TarNumbers.TryParseDecimal(text, out long value) && value >= 0
            ? value
            : throw new TarException(position, "a GNU.sparse record is not a number of zero or more");
}
