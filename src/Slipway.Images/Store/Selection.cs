using Slipway.Images.Names;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <summary>
/// What people mean by an image: a name, in full or as <see cref="Reference"/> completes it, else the beginning of an image id or a manifest's
/// digest. A name goes first, so that an image called <c>cafe</c> can be reached.
/// </summary>
/// <param name="Names">The names that were meant; empty when an id was.</param>
/// <param name="Images">The images that were meant, never none.</param>
internal sealed record Selection(IReadOnlyList<KnownName> Names, IReadOnlyList<ResolvedImage> Images)
{
    private const int MinIdDigits = 4;

    /// <exception cref="ImageException">Nothing is meant (<see cref="ImageErrorCode.NotFound"/>).</exception>
    public static Selection Of(string text, Catalog catalog)
    {
        var full = Reference.TryParse(text, out var reference) ? reference.ToString() : text;
        var names = catalog.Names.Where(known => known.Name == text || known.Name == full).ToList();
        if (names.Count > 0)
            return new Selection(names, [.. names.Select(known => known.Digest).Distinct().Select(digest => catalog.Find(digest)!)]);
        var images = IsId(text) ? catalog.Images.Where(image => HasId(image, text)).ToList() : [];
        return images.Count > 0
            ? new Selection([], images)
            : throw new ImageException(
                ImageErrorCode.NotFound, $"no image here is named {text}, and no image id begins with it; slipway image list shows what there is.");
    }

    /// <summary>The one image that is meant; of several platforms under one name, this machine's.</summary>
    /// <exception cref="ImageException">There are several (<see cref="ImageErrorCode.Ambiguous"/>).</exception>
    public ResolvedImage Single(string text)
    {
        if (Images is [var only])
            return only;
        return Names.Count > 0 && Names.Where(known => known.Platform == Platform.Current).ToList() is [var here]
            ? Images.Single(image => image.Digest == here.Digest)
            : throw new ImageException(
                ImageErrorCode.Ambiguous,
                $"{text} fits {Images.Count} images; give more of the id: {string.Join(", ", Images.Select(image => image.Manifest.Content.Config.Digest))}");
    }

    private static bool IsId(string text) =>
        text.Length >= MinIdDigits && text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..].All(char.IsAsciiHexDigitLower);

    private static bool HasId(ResolvedImage image, string text) =>
        BeginsWith(image.Manifest.Content.Config.Digest, text) || BeginsWith(image.Digest, text);

    private static bool BeginsWith(Digest digest, string text) =>
        digest.Hex.StartsWith(text, StringComparison.Ordinal) || digest.ToString().StartsWith(text, StringComparison.Ordinal);
}
