using Slipway.Oci;
using Slipway.Oci.Compression;

namespace Slipway.Images.Conversion;

/// <summary>
/// One layer on its way to the merger; each stage has a thread and 4 MiB of buffers:
/// <code>
/// blob as stored ─► unpack ("layer-unpack") ─► hash ("layer-hash") ─► the merger's thread
/// </code>
/// Both threads start at once, so that a layer opened early is unpacked ahead as far as its buffers reach. Owns the blob's stream;
/// disposal waits for both threads.
/// </summary>
internal sealed class LayerPipeline : IDisposable
{
    private readonly StoredBlob _blob;
    private readonly HashingStream _hashed;
    private readonly PipelinedStream _output;

    public LayerPipeline(LayerInput layer, Stream stored)
    {
        Layer = layer;
        _blob = new StoredBlob(stored);
        _hashed = new HashingStream(new PipelinedStream(_blob, "layer-unpack"), layer.DiffId);
        _output = new PipelinedStream(_hashed, "layer-hash");
    }

    public LayerInput Layer { get; }

    /// <summary>The uncompressed tar. Owned by this pipeline.</summary>
    public Stream Tar => _output;

    /// <summary>Bytes read of the blob as stored; any thread may ask.</summary>
    public long StoredBytesRead => _blob.StoredBytesRead;

    /// <summary>Compares the tar, read to its end, with the diff id.</summary>
    /// <exception cref="ConversionException"><see cref="ConversionError.DiffIdMismatch"/></exception>
    public void VerifyDiffId()
    {
        Digest actual = _hashed.Finish();
        if (actual != Layer.DiffId)
        {
            throw new ConversionException(
                ConversionError.DiffIdMismatch,
                Layer.Name,
                null,
                $"its uncompressed tar is {actual} where the image's configuration says {Layer.DiffId}; blob or configuration is not what was pushed");
        }
    }

    public void Dispose() => _output.Dispose();
}
