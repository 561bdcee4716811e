using Slipway.Images.Layers;
using Slipway.Oci;

namespace Slipway.Images.Rootfs;

/// <summary>The record of one converted image on disk, by what its file name says.</summary>
/// <param name="Image">The digest of the manifest it was made from.</param>
/// <param name="Version">What wrote its layers.</param>
internal sealed record RootfsEntry(Digest Image, WriterVersion Version)
{
    private const string Extension = ".json";

    /// <summary><c>sha256-0123….v1.json</c>.</summary>
    public string FileName => $"{Image.Algorithm}-{Image.Hex}.{Version}{Extension}";

    /// <summary>Reads a file name strictly; null for any other.</summary>
    public static RootfsEntry? TryParse(string fileName)
    {
        if (!fileName.EndsWith(Extension, StringComparison.Ordinal) || fileName[..^Extension.Length].Split('.') is not [var key, var version])
            return null;
        var dash = key.IndexOf('-', StringComparison.Ordinal);
        return dash > 0
            && Digest.TryParse($"{key[..dash]}:{key[(dash + 1)..]}", out var image)
            && WriterVersion.TryParse(version) is { } writer
            ? new RootfsEntry(image, writer)
            : null;
    }
}
