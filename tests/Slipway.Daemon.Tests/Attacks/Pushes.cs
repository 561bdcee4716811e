using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Slipway.Oci;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>Pushes of a client.</summary>
internal static class Pushes
{
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string Index = "application/vnd.oci.image.index.v1+json";
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>Bytes that no other test has.</summary>
    public static byte[] NewBytes(int length = 64) => RandomNumberGenerator.GetBytes(length);

    public static Digest DigestOf(byte[] bytes) => Digest.Of(Digest.Sha256, bytes);

    /// <summary>Pushes a blob in one request.</summary>
    public static async Task<Digest> PushBlobAsync(this RawClient client, string repository, byte[] bytes)
    {
        var digest = DigestOf(bytes);
        await client.ExpectAsync(201, $"POST /v2/{repository}/blobs/uploads/?digest={digest}", bytes);
        return digest;
    }

    /// <summary>Begins an upload; its path.</summary>
    public static async Task<string> BeginUploadAsync(this RawClient client, string repository) =>
        (await client.ExpectAsync(202, $"POST /v2/{repository}/blobs/uploads/", [])).Header("Location")!;

    /// <summary>The manifest of an image with these blobs, the first being its config.</summary>
    public static byte[] ImageOf(params byte[][] blobs) => Encoding.UTF8.GetBytes(
        $$"""{"schemaVersion":2,"mediaType":"{{Manifest}}","config":{{Describe("application/vnd.oci.image.config.v1+json", blobs[0])}},"layers":[{{string.Join(',', blobs.Skip(1).Select(blob => Describe(Layer, blob)))}}]}""");

    /// <summary>Pushes an image of one small layer under a tag.</summary>
    public static async Task<Digest> PushImageAsync(this RawClient client, string repository, string tag)
    {
        byte[][] blobs = [NewBytes(), NewBytes()];
        foreach (var blob in blobs)
            await client.PushBlobAsync(repository, blob);
        var manifest = ImageOf(blobs);
        await client.ExpectAsync(201, $"PUT /v2/{repository}/manifests/{tag}", manifest, Manifest);
        return DigestOf(manifest);
    }

    private static string Describe(string mediaType, byte[] blob) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"mediaType":"{{mediaType}}","digest":"{{DigestOf(blob)}}","size":{{blob.Length}}}""");
}
