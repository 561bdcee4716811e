using Slipway.Linux.Isal;

namespace Slipway.Oci.Compression;

/// <summary>
/// Inflates all members of a gzip stream through libisal: 555 MB/s of output a core where <c>GZipStream</c> gives 197 to 337 on
/// the same layers. Owns the source.
/// </summary>
internal sealed class IsalGzipStream(Stream source) : ReadOnlyStream
{
    private const int InputSizeBytes = 256 * 1024;

    private readonly IsalInflater _inflater = IsalInflater.Create();
    private readonly byte[] _input = new byte[InputSizeBytes];
    private int _start;
    private int _end;
    private bool _inMember = true;
    private bool _atHeader = true;
    private bool _finished;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (!_finished)
        {
            if (_start == _end && !Fill()) break;
            if (!_inMember && !TryBeginMember()) break;
            if (_atHeader) FillHeader();

            bool ended = _inflater.Inflate(_input.AsSpan(_start, _end - _start), buffer, out int consumed, out int produced);
            _start += consumed;
            if (ended)
            {
                _inflater.Reset();
                _inMember = false;
            }

            if (produced > 0) return produced;
            if (consumed == 0 && !ended) throw new InvalidDataException("the gzip data is damaged: inflating it makes no progress");
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inflater.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Decides what follows a member: another one, zero padding to the end, or garbage.</summary>
    private bool TryBeginMember()
    {
        if (_input[_start] != 0)
        {
            _inMember = true;
            _atHeader = true;
            return true;
        }

        do
        {
            if (_input.AsSpan(_start, _end - _start).ContainsAnyExcept((byte)0))
                throw new InvalidDataException("the gzip data is followed by bytes that are neither another member nor zero padding");
            _start = _end;
        }
        while (Fill());
        return false;
    }

    /// <summary>
    /// Brings the whole header of a member into the input. libisal 2.30 loses the header's flags when one is cut in two, so
    /// that the rest of a file name was taken for data as often as not. Regression test: <c>Gzip_HeaderFieldsInPieces_ArePassedOver</c>.
    /// </summary>
    private void FillHeader()
    {
        while (!GzipMemberHeader.IsComplete(_input.AsSpan(_start, _end - _start)))
        {
            _input.AsSpan(_start, _end - _start).CopyTo(_input);
            _end -= _start;
            _start = 0;
            if (_end == _input.Length) throw new InvalidDataException($"the header of a gzip member is longer than {InputSizeBytes} bytes");
            int read = source.Read(_input.AsSpan(_end));
            if (read == 0) throw new InvalidDataException("the gzip data ends in the header of a member");
            _end += read;
        }

        _atHeader = false;
    }

    private bool Fill()
    {
        _start = 0;
        _end = source.Read(_input);
        if (_end > 0) return true;
        if (_inMember) throw new InvalidDataException("the gzip data ends in the middle of a member");
        _finished = true;
        return false;
    }
}
