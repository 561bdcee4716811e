namespace Slipway.Registry.Collection;

/// <summary>Counts while a collection runs; blobs are removed several at a time.</summary>
internal sealed class CollectionTally
{
    private int _blobs;
    private int _orphans;
    private long _bytes;

    public int Repositories { get; set; }

    public int Tags { get; set; }

    public int Manifests { get; set; }

    public int Links { get; set; }

    public int MissingBlobs { get; set; }

    public void AddBlob(long length) => Add(ref _blobs, length);

    public void AddOrphan(long length) => Add(ref _orphans, length);

    public CollectionReport ToReport() => new(Repositories, Tags, Manifests, Links, _blobs, _orphans, _bytes, MissingBlobs);

    private void Add(ref int kind, long length)
    {
        Interlocked.Increment(ref kind);
        Interlocked.Add(ref _bytes, length);
        RegistryMetrics.BlobsDeleted.Add(1);
        RegistryMetrics.BytesReclaimed.Add(length);
    }
}
