namespace Slipway.Registry.Collection;

/// <summary>What one collection did.</summary>
/// <param name="Repositories">Repositories removed, of organizations that are no more.</param>
/// <param name="Tags">Tags removed by retention rules.</param>
/// <param name="Manifests">Manifests removed by retention rules.</param>
/// <param name="Links">Blobs taken from repositories in which no manifest names them.</param>
/// <param name="Blobs">Blobs deleted that were in no repository.</param>
/// <param name="Orphans">Blobs deleted that the store had and the database did not know.</param>
/// <param name="Bytes">Bytes of both.</param>
/// <param name="MissingBlobs">Blobs that the database knows and the store has lost: images that cannot be pulled.</param>
public sealed record CollectionReport(int Repositories, int Tags, int Manifests, int Links, int Blobs, int Orphans, long Bytes, int MissingBlobs);
