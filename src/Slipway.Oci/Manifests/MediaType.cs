namespace Slipway.Oci.Manifests;

/// <summary>
/// The media types of images (OCI image-spec 1.1, media-types.md) and Docker's equivalents
/// (Docker "Image Manifest Version 2, Schema 2"). Whether a layer is compressed is decided by its first bytes, never by its type.
/// </summary>
public static class MediaType
{
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar";
    public const string OciLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string OciLayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";

    public const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";
    public const string DockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    private const string OciForeignLayer = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    private const string DockerForeignLayer = "application/vnd.docker.image.rootfs.foreign.diff.tar";

    /// <summary>True for the two types of an index.</summary>
    public static bool IsIndex(string? mediaType) => mediaType is OciIndex or DockerIndex;

    /// <summary>True for the two types of an image's manifest.</summary>
    public static bool IsManifest(string? mediaType) => mediaType is OciManifest or DockerManifest;

    /// <summary>True for the two types of an image's configuration.</summary>
    public static bool IsConfig(string? mediaType) => mediaType is OciConfig or DockerConfig;

    /// <summary>True for every type whose bytes are a tar of files, compressed or not; encrypted and artifact layers are none.</summary>
    public static bool IsLayer(string? mediaType) => mediaType
        is OciLayer or OciLayerGzip or OciLayerZstd
        or DockerLayer or DockerLayerGzip or DockerLayer + ".zstd"
        || IsForeignLayer(mediaType);

    /// <summary>True for layers that may lie elsewhere, at the descriptor's <c>urls</c>, since their licence forbids to pass them on.</summary>
    public static bool IsForeignLayer(string? mediaType) => mediaType
        is OciForeignLayer or OciForeignLayer + "+gzip" or OciForeignLayer + "+zstd"
        or DockerForeignLayer or DockerForeignLayer + ".gzip";
}
