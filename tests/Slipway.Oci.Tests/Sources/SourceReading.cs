using System.Text;
using Slipway.Oci.Compression;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Tests.Sources;

/// <summary>Short words for what tests do with sources.</summary>
internal static class SourceReading
{
    public static readonly Platform Amd64 = Platform.Parse("linux/amd64");

    public static async Task<byte[]> ReadAsync(this IImageSource source, Descriptor blob)
    {
        await using var stream = await source.OpenBlobAsync(blob, TestContext.Current.CancellationToken);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    public static Task<ResolvedImage> ResolveAsync(this IImageSource source, string platform = "linux/amd64") =>
        source.ResolveAsync(Platform.Parse(platform), TestContext.Current.CancellationToken);

    /// <summary>Resolves and reads everything: the names of all members of all layers.</summary>
    public static async Task<List<string>> PullAsync(this IImageSource source, string platform = "linux/amd64")
    {
        var image = await source.ResolveAsync(platform);
        var names = new List<string>();
        for (var i = 0; i < image.Manifest.Content.Layers.Count; i++)
        {
            using var tar = LayerDecompression.Open(new MemoryStream(await source.ReadAsync(image.Manifest.Content.Layers[i])), out _);
            using var plain = new MemoryStream();
            tar.CopyTo(plain);
            Assert.Equal(image.Config.RootFs.DiffIds[i], Digest.Of(plain.ToArray()));
            var reader = new TarReader(new MemoryStream(plain.ToArray()));
            while (reader.TryReadEntry(out var entry))
                names.Add(Encoding.UTF8.GetString(entry.Path.Span));
        }

        return names;
    }

    public static async Task<OciException> FailsAsync(OciErrorCode code, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<OciException>(action);
        Assert.True(code == error.Code, $"{code} expected, {error.Code} was: {error.Message}");
        return error;
    }
}
