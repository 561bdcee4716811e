namespace Slipway.Oci;

/// <summary>Limits on what comes from outside; each is checked before memory is set aside for it.</summary>
public static class OciLimits
{
    /// <summary>Largest manifest or index, in bytes. Registries must accept 4 MiB (distribution-spec 1.1, "Pushing Manifests").</summary>
    public const int MaxManifestBytes = 4 * 1024 * 1024;

    /// <summary>Largest image configuration, in bytes.</summary>
    public const int MaxConfigBytes = 8 * 1024 * 1024;

    /// <summary>Most layers of one image. Overlay-based runtimes stop at 127 to 500; 1000 leaves room for flattening ones.</summary>
    public const int MaxLayers = 1000;

    /// <summary>Most entries of one index.</summary>
    public const int MaxIndexEntries = 1000;

    /// <summary>Most indexes between a name and its manifest.</summary>
    public const int MaxIndexDepth = 4;

    /// <summary>Most characters of <c>registry/repository</c>; common clients refuse longer ones (distribution-spec 1.1, "Pulling manifests").</summary>
    public const int MaxNameLength = 255;

    /// <summary>Most characters of a tag (distribution-spec 1.1).</summary>
    public const int MaxTagLength = 128;
}
