using System.Text.Json;
using Slipway.Oci.Archives;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Layouts;

/// <summary>
/// An image of an OCI image layout (OCI image-spec 1.1, image-layout.md):
/// <code>
/// oci-layout                    {"imageLayoutVersion": "1.0.0"}
/// index.json                    an index whose entries may be named by an annotation
/// blobs/ALGORITHM/HEX           manifests, configurations and layers alike
/// </code>
/// Only digests name files, and a digest is nothing but hex, so no path leads out. Owns <paramref name="files"/>.
/// </summary>
internal sealed class LayoutSource(string name, string? reference, ILayoutFiles files) : IDocumentSource
{
    /// <summary>The file that lists what the layout has.</summary>
    public const string IndexFileName = "index.json";

    private const int MaxMarkerBytes = 4096;

    public string Name => name;

    public bool IsLocal => true;

    public Task<ResolvedImage> ResolveAsync(Platform platform, CancellationToken cancellationToken) =>
        new ImageResolver(this).ResolveAsync(platform, cancellationToken);

    public async Task<SourceDocument> ReadTopAsync(Platform? platform, CancellationToken cancellationToken)
    {
        await files.PrepareAsync(cancellationToken);
        await VerifyMarkerAsync(cancellationToken);
        var index = await ReadIndexAsync(cancellationToken);
        var entry = LayoutIndex.Choose(index, reference, platform, name);
        return new SourceDocument(await ReadManifestAsync(entry, cancellationToken), entry.MediaType, entry.Digest, entry.Platform);
    }

    public Task<ReadOnlyMemory<byte>> ReadManifestAsync(Descriptor manifest, CancellationToken cancellationToken) =>
        this.ReadWholeAsync(manifest, OciLimits.MaxManifestBytes, $"a manifest of {name}", cancellationToken);

    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        var subject = $"blob {blob.Digest} of {name}";
        var file = files.Open($"blobs/{blob.Digest.Algorithm}/{blob.Digest.Hex}")
            ?? throw new OciException(OciErrorCode.NotFound, $"{subject} is missing: the layout was not copied whole.");
        if (file.LengthBytes == blob.Size)
            return Task.FromResult<Stream>(new VerifyingStream(file, blob, subject));

        file.Dispose();
        throw new OciException(OciErrorCode.DigestMismatch, $"{subject} has {file.LengthBytes} bytes; its descriptor promises {blob.Size}.");
    }

    public ValueTask DisposeAsync()
    {
        files.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task VerifyMarkerAsync(CancellationToken cancellationToken)
    {
        var bytes = await ReadFileAsync(LayoutMarker.FileName, MaxMarkerBytes, cancellationToken);
        LayoutMarker? marker;
        try
        {
            marker = JsonSerializer.Deserialize(bytes, LayoutJsonContext.Default.LayoutMarker);
        }
        catch (JsonException e)
        {
            throw new OciException(OciErrorCode.Malformed, $"{LayoutMarker.FileName} of {name} cannot be read: {Excerpt.Of(e.Message)}", e);
        }

        if (marker?.Version is null || !marker.Version.StartsWith("1.", StringComparison.Ordinal))
            throw new OciException(OciErrorCode.Unsupported, $"{name} has the layout version '{Excerpt.Of(marker?.Version)}'; only 1.0.0 is known.");
    }

    private async Task<ImageIndex> ReadIndexAsync(CancellationToken cancellationToken)
    {
        var bytes = await ReadFileAsync(IndexFileName, OciLimits.MaxManifestBytes, cancellationToken);
        return ((ManifestDocument.Index)ManifestDocument.Parse(bytes, MediaType.OciIndex, $"{IndexFileName} of {name}")).Content;
    }

    private async Task<byte[]> ReadFileAsync(string fileName, int maxBytes, CancellationToken cancellationToken)
    {
        await using var file = files.Open(fileName) ?? throw NotALayout(fileName);
        if (file.LengthBytes > maxBytes)
            throw new OciException(OciErrorCode.TooLarge, $"{fileName} of {name} has {file.LengthBytes} bytes; at most {maxBytes} are allowed.");

        var bytes = new byte[file.LengthBytes];
        var count = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return bytes[..count];
    }

    private OciException NotALayout(string missing)
    {
        using var docker = files.Open(DockerArchiveSource.ManifestFileName);
        var advice = docker is null ? "" : $" It looks like an archive by 'docker save': write docker-archive:{files.Path}.";
        return new OciException(OciErrorCode.Malformed, $"{files.Path} is not an OCI image layout: it has no {missing}.{advice}");
    }
}
