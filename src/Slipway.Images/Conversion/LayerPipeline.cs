using System.Security.Cryptography;
using Slipway.Oci;
using Slipway.Oci.Compression;

namespace Slipway.Images.Conversion;

/// <summary>
/// One layer on its way to the one who writes it; each stage has a thread, and all share one ring of buffers:
/// <code>
/// blob as stored ─► unpack ("layer-unpack") ─► hash ("layer-hash") ─► the writer's thread
/// </code>
/// Both threads start at once, so that a layer opened early is unpacked ahead as far as the buffers reach. Owns the blob's stream;
/// disposal ends the read it is in and waits for both threads.
/// </summary>
internal sealed class LayerPipeline : IDisposable
{
    private readonly StoredBlob _blob;
    private readonly IncrementalHash _hash;
    private readonly PipelinedStream _output;
    private readonly CancellationTokenSource _stop;

    private LayerPipeline(LayerInput layer, Stream stored, CancellationTokenSource stop)
    {
        Layer = layer;
        _stop = stop;
        _blob = new StoredBlob(stored);
        _hash = layer.DiffId.CreateHash();
        _output = new PipelinedStream(_blob, "layer-unpack", _hash.AppendData, "layer-hash");
    }

    public LayerInput Layer { get; }

    /// <summary>The uncompressed tar. Owned by this pipeline.</summary>
    public Stream Tar => _output;

    /// <summary>Bytes read of the blob as stored; any thread may ask.</summary>
    public long StoredBytesRead => _blob.StoredBytesRead;

    /// <summary>Opens the blob; the caller disposes the pipeline.</summary>
    public static async Task<LayerPipeline> OpenAsync(LayerInput layer, CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return new LayerPipeline(layer, await layer.OpenAsync(stop.Token), stop);
        }
        catch
        {
            stop.Dispose();
            throw;
        }
    }

    /// <summary>Compares the tar, read to its end, with the diff id.</summary>
    /// <exception cref="ConversionException"><see cref="ConversionError.DiffIdMismatch"/></exception>
    public void VerifyDiffId()
    {
        Digest actual = Digest.FromHash(Layer.DiffId.Algorithm, _hash.GetHashAndReset());
        if (actual != Layer.DiffId)
        {
            throw new ConversionException(
                ConversionError.DiffIdMismatch,
                Layer.Name,
                null,
                $"its uncompressed tar is {actual} where the image's configuration says {Layer.DiffId}; blob or configuration is not what was pushed");
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _output.Dispose();
        _hash.Dispose();
        _stop.Dispose();
    }
}
