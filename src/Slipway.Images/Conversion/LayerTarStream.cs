using Slipway.Oci.Compression;

namespace Slipway.Images.Conversion;

/// <summary>
/// A layer's tar as the merger reads it: every read is where a cancelled conversion stops, the image's size is counted and progress is
/// reported, so that this happens inside large files too and while content is skipped. Does not own the source.
/// </summary>
internal sealed class LayerTarStream(Stream source, ConversionTally tally, Action report, CancellationToken cancellationToken) : ReadOnlyStream
{
    private const int ReportEveryBytes = 8 << 20;

    private int _unreported;

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int count = source.Read(buffer);
        tally.AddUncompressed(count);
        _unreported += count;
        if (_unreported >= ReportEveryBytes)
        {
            _unreported = 0;
            report();
        }

        return count;
    }
}
