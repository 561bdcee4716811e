using Slipway.Oci.Archives;
using Slipway.Oci.Layouts;
using Slipway.Oci.Registry;

namespace Slipway.Oci.Sources;

/// <summary>
/// The one way from what a user typed to an image. The names are those of skopeo and podman:
/// <code>
/// alpine:3.20, docker://ghcr.io/o/r:v1     a registry
/// oci:DIRECTORY[:REF]                      an OCI image layout
/// oci-archive:FILE[:REF]                   a tar of one, plain, gzip or zstd
/// docker-archive:FILE[:NAME[:TAG]]         what 'docker save' writes, plain, gzip or zstd
/// </code>
/// </summary>
public static class ImageSources
{
    /// <summary>
    /// Makes the source that <paramref name="name"/> means; nothing is opened or asked before
    /// <see cref="IImageSource.ResolveAsync"/>. The caller disposes it.
    /// Errors: <see cref="OciErrorCode.Malformed"/>, <see cref="OciErrorCode.Unsupported"/>.
    /// </summary>
    public static IImageSource Open(string name, ImageSourceOptions options) => Open(ImageName.Parse(name), options);

    /// <summary>True when <paramref name="name"/> is one in a registry. Errors: as <see cref="Open(string, ImageSourceOptions)"/>.</summary>
    public static bool IsInRegistry(string name) => ImageName.Parse(name) is ImageName.InRegistry;

    /// <summary>As the other, for a name already read.</summary>
    internal static IDocumentSource Open(ImageName name, ImageSourceOptions options) => name switch
    {
        ImageName.InRegistry image => new RegistrySource(image.Reference, options),
        ImageName.InLayout image => new LayoutSource(image.ToString(), image.Ref, new LayoutDirectory(image.Directory)),
        ImageName.InOciArchive image => new LayoutSource(image.ToString(), image.Ref, new TarArchive(image.File)),
        ImageName.InDockerArchive image => new DockerArchiveSource(image.ToString(), image.Ref, new TarArchive(image.File)),
        var other => throw new NotSupportedException(other.ToString()),
    };
}
