using System.Globalization;
using Slipway.Oci;

namespace Slipway.Images.Rootfs;

/// <summary>The record of one converted image on disk, by what its file name says.</summary>
/// <param name="Image">The digest of the manifest it was made from.</param>
/// <param name="WriterVersion">The converter that made it.</param>
internal sealed record RootfsEntry(Digest Image, int WriterVersion)
{
    private const string Extension = ".json";

    /// <summary><c>sha256-0123….v1.json</c>.</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Image.Algorithm}-{Image.Hex}.v{WriterVersion}{Extension}");

    /// <summary>Reads a file name strictly; null for any other.</summary>
    public static RootfsEntry? TryParse(string fileName)
    {
        if (!fileName.EndsWith(Extension, StringComparison.Ordinal) || fileName[..^Extension.Length].Split(".v") is not [var key, var version])
            return null;
        var dash = key.IndexOf('-', StringComparison.Ordinal);
        return dash > 0
            && Digest.TryParse($"{key[..dash]}:{key[(dash + 1)..]}", out var image)
            && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new RootfsEntry(image, number)
            : null;
    }
}
