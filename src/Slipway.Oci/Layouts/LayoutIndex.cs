using Slipway.Oci.Manifests;

namespace Slipway.Oci.Layouts;

/// <summary>Chooses an entry of a layout's <c>index.json</c>, where each entry may carry a name of its own.</summary>
internal static class LayoutIndex
{
    /// <summary>The tag (skopeo, umoci, docker) or, from some tools, the full name (OCI image-spec 1.1, annotations.md).</summary>
    public const string RefName = "org.opencontainers.image.ref.name";

    /// <summary>The full name, from containerd and what builds on it.</summary>
    private const string ContainerdName = "io.containerd.image.name";

    private const int MaxNamesInMessage = 20;

    /// <summary>
    /// The entry called <paramref name="reference"/>, or the only one when that is null; among several of one name the one for
    /// <paramref name="platform"/>, or none when that is null too. Errors: <see cref="OciErrorCode.NotFound"/>, <see cref="OciErrorCode.Unsupported"/>, with the names there are.
    /// </summary>
    public static Descriptor Choose(ImageIndex index, string? reference, Platform? platform, string name)
    {
        if (reference is null)
            return ChooseOnly(index, platform, name);

        var named = index.Manifests.Where(entry => IsCalled(entry, reference)).ToList();
        if (named.Count == 0)
            throw new OciException(OciErrorCode.NotFound, $"{name} is not in its index; {Names(index.Manifests)}.");

        return Select(named, platform, name);
    }

    private static Descriptor Select(IReadOnlyList<Descriptor> entries, Platform? platform, string name)
    {
        if (platform is not null)
            return ImageIndex.Select(entries, platform) ?? throw NothingFits(entries, platform, name);

        return entries.Count == 1
            ? entries[0]
            : throw new OciException(OciErrorCode.Unsupported, $"{name} is {entries.Count} images without an index of their own, so they cannot be copied as one; take one by its platform.");
    }

    private static Descriptor ChooseOnly(ImageIndex index, Platform? platform, string name)
    {
        var names = index.Manifests.Select(NameOf).Distinct().ToList();
        var platforms = index.Manifests.Select(static entry => entry.Platform?.Normalize()).Distinct().Count();
        if (names.Count > 1 || platforms < index.Manifests.Count)
        {
            var advice = names.Any(static n => n is not null) ? "say which by adding :REF" : "they cannot be told apart";
            throw new OciException(OciErrorCode.Unsupported, $"{name} holds {index.Manifests.Count} images, {advice}; {Names(index.Manifests)}.");
        }

        if (index.Manifests.Count == 0)
            throw new OciException(OciErrorCode.NotFound, $"{name} holds no image: its index is empty.");

        return Select(index.Manifests, platform, name);
    }

    private static bool IsCalled(Descriptor entry, string reference)
    {
        if (entry.Annotation(RefName) == reference || entry.Annotation(ContainerdName) == reference)
            return true;

        var full = entry.Annotation(ContainerdName) ?? entry.Annotation(RefName);
        if (full is null || !full.Contains('/', StringComparison.Ordinal) || !Reference.TryParse(full, out var parsed))
            return false;

        return parsed.Tag == reference || (Reference.TryParse(reference, out var wanted) && parsed == wanted);
    }

    private static string? NameOf(Descriptor entry) => entry.Annotation(ContainerdName) ?? entry.Annotation(RefName);

    private static string Names(IReadOnlyList<Descriptor> entries)
    {
        var names = entries.Select(NameOf).OfType<string>().Distinct().Take(MaxNamesInMessage).Select(Excerpt.Of).ToList();
        return names.Count == 0 ? "its images have no names" : $"it has {string.Join(", ", names)}";
    }

    private static OciException NothingFits(IEnumerable<Descriptor> entries, Platform platform, string name) =>
        new(OciErrorCode.Unsupported, $"{name} has no image for {platform}; it has {new ImageIndex { Manifests = [.. entries] }.Offer()}.");
}
