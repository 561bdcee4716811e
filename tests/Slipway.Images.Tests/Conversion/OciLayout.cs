using System.IO.Compression;
using System.Text;
using Slipway.Oci;

namespace Slipway.Images.Tests.Conversion;

/// <summary>Writes layers as an OCI image layout tagged <c>latest</c>, for other people's tools.</summary>
internal static class OciLayout
{
    public static async Task WriteAsync(string directory, IReadOnlyList<byte[]> layers)
    {
        Directory.CreateDirectory(Path.Combine(directory, "blobs", "sha256"));
        List<string> descriptors = [];
        foreach (byte[] layer in layers)
            descriptors.Add(await AddBlobAsync(directory, "application/vnd.oci.image.layer.v1.tar+gzip", Gzip(layer)));
        string diffIds = string.Join(',', layers.Select(l => $"\"{Digest.Of(l)}\""));
        string config = await AddBlobAsync(
            directory,
            "application/vnd.oci.image.config.v1+json",
            Encoding.UTF8.GetBytes($$$"""{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[{{{diffIds}}}]}}"""));
        string manifest = await AddBlobAsync(
            directory,
            "application/vnd.oci.image.manifest.v1+json",
            Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"config":{{config}},"layers":[{{string.Join(',', descriptors)}}]}"""));
        string tagged = manifest[..^1] + ""","annotations":{"org.opencontainers.image.ref.name":"latest"}}""";
        await File.WriteAllTextAsync(Path.Combine(directory, "index.json"), $$"""{"schemaVersion":2,"manifests":[{{tagged}}]}""", Token);
        await File.WriteAllTextAsync(Path.Combine(directory, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""", Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private static async Task<string> AddBlobAsync(string directory, string mediaType, byte[] content)
    {
        Digest digest = Digest.Of(content);
        await File.WriteAllBytesAsync(Path.Combine(directory, "blobs", "sha256", digest.Hex), content, Token);
        return $$"""{"mediaType":"{{mediaType}}","digest":"{{digest}}","size":{{content.Length}}}""";
    }
}
