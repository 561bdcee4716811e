using System.Security.Cryptography;
using System.Text.Json;
using Slipway.Oci.Compression;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Archives;

/// <summary>
/// An image of an archive by <c>docker save</c>, of any age: <c>manifest.json</c> says which members are configuration and layers. There is no
/// manifest with digests, so one is made (Docker schema 2), the same for the same archive. Owns <paramref name="archive"/>.
/// </summary>
internal sealed class DockerArchiveSource(string name, string? reference, TarArchive archive) : IDocumentSource
{
    /// <summary>The member that lists the images.</summary>
    public const string ManifestFileName = "manifest.json";

    private const int MaxImages = 1000;
    private const int MaxNamesInMessage = 20;

    /// <summary>The member behind each digest; replaced whole by <see cref="ReadTopAsync"/>.</summary>
    private Dictionary<Digest, string> _members = [];

    public string Name => name;

    public bool IsLocal => true;

    public Task<ResolvedImage> ResolveAsync(Platform platform, CancellationToken cancellationToken) =>
        new ImageResolver(this).ResolveAsync(platform, cancellationToken);

    public async Task<SourceDocument> ReadTopAsync(Platform? platform, CancellationToken cancellationToken)
    {
        await archive.PrepareAsync(cancellationToken);
        var image = Choose(await ReadImagesAsync(cancellationToken));
        var members = new Dictionary<Digest, string>();

        var configBytes = await ReadMemberAsync(image.Config, OciLimits.MaxConfigBytes, cancellationToken);
        var config = new Descriptor { MediaType = MediaType.DockerConfig, Digest = Digest.Of(configBytes), Size = configBytes.Length };
        members[config.Digest] = image.Config;
        var layers = await DescribeLayersAsync(image, ImageConfig.Parse(configBytes, name), members, cancellationToken);
        _members = members;

        var manifest = new ImageManifest { MediaType = MediaType.DockerManifest, Config = config, Layers = layers };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, OciJsonContext.Default.ImageManifest);
        return new SourceDocument(bytes, MediaType.DockerManifest, Digest.Of(bytes));
    }

    public Task<ReadOnlyMemory<byte>> ReadManifestAsync(Descriptor manifest, CancellationToken cancellationToken) =>
        throw new NotSupportedException("an archive by docker save has no indexes");

    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        var subject = $"blob {blob.Digest} of {name}";
        return _members.TryGetValue(blob.Digest, out var member)
            ? Task.FromResult<Stream>(new VerifyingStream(OpenMember(member), blob, subject))
            : throw new OciException(OciErrorCode.NotFound, $"{subject} is not in the archive.");
    }

    public ValueTask DisposeAsync()
    {
        archive.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<IReadOnlyList<DockerArchiveImage>> ReadImagesAsync(CancellationToken cancellationToken)
    {
        var bytes = await ReadMemberAsync(ManifestFileName, OciLimits.MaxManifestBytes, cancellationToken);
        try
        {
            var images = JsonSerializer.Deserialize(bytes, ArchiveJsonContext.Default.IReadOnlyListDockerArchiveImage) ?? [];
            if (images.Count > MaxImages)
                throw new OciException(OciErrorCode.TooLarge, $"{name} holds {images.Count} images; at most {MaxImages} are allowed.");

            return images.Any(static image => image is null || image.Config.Length == 0 || image.Layers.Any(string.IsNullOrEmpty))
                ? throw new JsonException("an image has no configuration or a layer without a name")
                : images;
        }
        catch (JsonException e)
        {
            throw new OciException(OciErrorCode.Malformed, $"{ManifestFileName} of {name} cannot be read: {Excerpt.Of(e.Message)}", e);
        }
    }

    private DockerArchiveImage Choose(IReadOnlyList<DockerArchiveImage> images)
    {
        var names = images.SelectMany(static image => image.RepoTags).OfType<string>().Take(MaxNamesInMessage).Select(Excerpt.Of).ToList();
        var listed = names.Count == 0 ? "its images have no names" : $"it has {string.Join(", ", names)}";
        if (reference is not null)
        {
            return images.FirstOrDefault(image => image.IsCalled(reference))
                ?? throw new OciException(OciErrorCode.NotFound, $"{name} is not in the archive; {listed}.");
        }

        return images.Count switch
        {
            1 => images[0],
            0 => throw new OciException(OciErrorCode.NotFound, $"{name} holds no image: its {ManifestFileName} is empty."),
            _ => throw new OciException(OciErrorCode.Unsupported, $"{name} holds {images.Count} images, say which by adding :NAME; {listed}."),
        };
    }

    private async Task<IReadOnlyList<Descriptor>> DescribeLayersAsync(
        DockerArchiveImage image, ImageConfig config, Dictionary<Digest, string> members, CancellationToken cancellationToken)
    {
        if (image.Layers.Count > OciLimits.MaxLayers || image.Layers.Count != config.RootFs.DiffIds.Count)
        {
            throw new OciException(
                OciErrorCode.Malformed, $"{name} lists {image.Layers.Count} layers, its configuration {config.RootFs.DiffIds.Count}; they must be equal, and at most {OciLimits.MaxLayers}.");
        }

        var layers = new List<Descriptor>(image.Layers.Count);
        for (var i = 0; i < image.Layers.Count; i++)
        {
            var layer = await DescribeLayerAsync(image.Layers[i]!, config.RootFs.DiffIds[i], cancellationToken);
            members[layer.Digest] = image.Layers[i]!;
            layers.Add(layer);
        }

        return layers;
    }

    /// <summary>
    /// A plain tar's digest is its diff id, which the configuration states and reading the blob verifies: gigabytes need not be hashed here. Only a
    /// compressed layer is read for its digest.
    /// </summary>
    private async Task<Descriptor> DescribeLayerAsync(string member, Digest diffId, CancellationToken cancellationToken)
    {
        var compression = Recognise(member);
        await using var bytes = OpenMember(member);
        var (mediaType, digest) = compression switch
        {
            LayerCompression.Gzip => (MediaType.DockerLayerGzip, await HashAsync(bytes, cancellationToken)),
            LayerCompression.Zstd => (MediaType.OciLayerZstd, await HashAsync(bytes, cancellationToken)),
            _ => (MediaType.DockerLayer, diffId),
        };
        return new Descriptor { MediaType = mediaType, Digest = digest, Size = bytes.LengthBytes };
    }

    private LayerCompression Recognise(string member)
    {
        try
        {
            using var opened = LayerDecompression.Open(OpenMember(member), out var compression);
            return compression;
        }
        catch (InvalidDataException e)
        {
            throw new OciException(OciErrorCode.Unsupported, $"{name} cannot be used: {e.Message}.", e);
        }
    }

    private static async Task<Digest> HashAsync(Stream bytes, CancellationToken cancellationToken) =>
        Digest.FromHash(Digest.Sha256, await SHA256.HashDataAsync(bytes, cancellationToken));

    private FileRangeStream OpenMember(string member) => archive.Open(member)
        ?? throw new OciException(OciErrorCode.Malformed, $"{name} has no member {Excerpt.Of(member)}, which its {ManifestFileName} names.");

    private async Task<byte[]> ReadMemberAsync(string member, int maxBytes, CancellationToken cancellationToken)
    {
        await using var file = archive.Open(member) ?? throw Missing(member);
        if (file.LengthBytes > maxBytes)
            throw new OciException(OciErrorCode.TooLarge, $"{Excerpt.Of(member)} of {name} has {file.LengthBytes} bytes; at most {maxBytes} are allowed.");

        var bytes = new byte[file.LengthBytes];
        await file.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private OciException Missing(string member)
    {
        using var marker = archive.Open(Layouts.LayoutMarker.FileName);
        var advice = member == ManifestFileName && marker is not null ? $" It is an OCI layout: write oci-archive:{archive.Path}." : "";
        return new OciException(OciErrorCode.Malformed, $"{archive.Path} is not an archive by 'docker save': it has no {Excerpt.Of(member)}.{advice}");
    }
}
