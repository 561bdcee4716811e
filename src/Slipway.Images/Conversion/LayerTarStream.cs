using Slipway.Oci.Compression;

namespace Slipway.Images.Conversion;

/// <summary>
/// A layer's tar as the merger reads it: every read is where a cancelled conversion stops, the image's size is counted and progress is
/// reported, so that this happens inside large files too and while content is skipped. Does not own the source.
/// </summary>
internal sealed class LayerTarStream(LendingStream source, ConversionTally tally, Action report, CancellationToken cancellationToken) : LendingStream
{
    private const int ReportEveryBytes = 8 << 20;

    private int _unreported;

    /// <summary>Reads to the end what nobody wants, for the digests that cover it.</summary>
    /// <param name="layer">The layer's name, for messages.</param>
    /// <exception cref="ConversionException">The rest is damaged, or more than an image may have.</exception>
    public void ReadOn(string layer)
    {
        try
        {
            CopyTo(Null);
        }
        catch (InvalidEntryException e)
        {
            throw new ConversionException(e.Error, layer, null, e.Message, e);
        }
        catch (InvalidDataException e)
        {
            throw new ConversionException(ConversionError.DamagedLayer, layer, null, e.Message, e);
        }
    }

    /// <summary>
    /// After a failure: reads on to where a blob that is not what its digest says fails by that, for then it is not the image that is to blame. Not where a limit
    /// of ours stopped the layer, which may go on without end.
    /// </summary>
    public void BlameBlob(ConversionException failure)
    {
        if (failure.Error is not (ConversionError.DamagedLayer or ConversionError.InvalidEntry))
            return;
        try
        {
            ReadOn(failure.Layer);
        }
        catch (ConversionException)
        {
            // The first failure is the one to tell.
        }
    }

    protected override ReadOnlyMemory<byte> Next()
    {
        cancellationToken.ThrowIfCancellationRequested();
        ReadOnlyMemory<byte> data = source.Lend();
        tally.AddUncompressed(data.Length);
        _unreported += data.Length;
        if (_unreported >= ReportEveryBytes)
        {
            _unreported = 0;
            report();
        }

        return data;
    }
}
