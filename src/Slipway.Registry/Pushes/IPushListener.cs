using Slipway.Oci;
using Slipway.Registry.Names;

namespace Slipway.Registry.Pushes;

/// <summary>Hears what pushes have made, once it is stored and recorded. The client waits for it: it returns at once and throws nothing. Thread safe.</summary>
public interface IPushListener
{
    /// <summary>A blob was uploaded to a repository: a layer, a configuration, or whatever else an image has.</summary>
    /// <param name="sizeBytes">Bytes as they were sent.</param>
    void OnBlob(Digest digest, long sizeBytes);

    /// <summary>A manifest, or an index of some, was stored.</summary>
    void OnManifest(StoredName repository, Digest digest);
}
