using System.Security.Cryptography;
using Slipway.Oci;
using Slipway.Oci.Compression;

namespace Slipway.Images.Conversion;

/// <summary>
/// One layer on its way to the one who writes it; each stage has a thread, with a ring of 2 MiB before unpacking and one after it:
/// <code>
/// blob as stored ─► read and verify ("layer-read") ─► unpack ("layer-unpack") ─► hash ("layer-hash") ─► the writer's thread
/// </code>
/// Unpacking takes longest (of 1.9 GB of packages in gzip: 2.5 s, besides 1.0 s for the tar's hash, 0.4 s for the blob's and 1.7 s for writing), so nothing else
/// is done on its thread. All start at once: a layer opened early is unpacked ahead as far as the buffers reach. Owns the blob's stream; disposal
/// ends the read it is in and waits for all threads.
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
        _blob = new StoredBlob(new PipelinedStream(stored, "layer-read"));
        _hash = layer.DiffId?.CreateHash() ?? IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _output = new PipelinedStream(_blob, "layer-unpack", _hash.AppendData, "layer-hash");
    }

    public LayerInput Layer { get; }

    /// <summary>The uncompressed tar. Owned by this pipeline.</summary>
    public LendingStream Tar => _output;

    /// <summary>Bytes read of the blob as stored; any thread may ask.</summary>
    public long StoredBytesRead => _blob.StoredBytesRead;

    /// <summary>Opens the blob and starts; the caller disposes the pipeline.</summary>
    public static async Task<LayerPipeline> OpenAsync(LayerInput layer, CancellationToken cancellationToken) => (await OpenIdleAsync(layer, cancellationToken))();

    /// <summary>Opens the blob. The caller calls what this returns, once, which starts the pipeline with threads as nice as the one it is called on.</summary>
    public static async Task<Func<LayerPipeline>> OpenIdleAsync(LayerInput layer, CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var stored = await layer.OpenAsync(stop.Token);
            return () => new LayerPipeline(layer, stored, stop);
        }
        catch
        {
            stop.Dispose();
            throw;
        }
    }

    /// <summary>The diff id of the tar, which was read to its end; the one that was expected, if one was.</summary>
    /// <exception cref="ConversionException"><see cref="ConversionError.DiffIdMismatch"/></exception>
    public Digest FinishDiffId()
    {
        Digest actual = Digest.FromHash(Layer.DiffId?.Algorithm ?? Digest.Sha256, _hash.GetHashAndReset());
        if (Layer.DiffId is { } expected && actual != expected)
        {
            throw new ConversionException(
                ConversionError.DiffIdMismatch,
                Layer.Name,
                null,
                $"its uncompressed tar is {actual} where the image's configuration says {expected}; blob or configuration is not what was pushed");
        }

        return actual;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _output.Dispose();
        _hash.Dispose();
        _stop.Dispose();
    }
}
