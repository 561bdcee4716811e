namespace Slipway.Oci.Sources;

/// <summary>Where an image lies, read from the text that <see cref="ImageSources"/> documents. Paths end at the first colon, as in skopeo.</summary>
internal abstract record ImageName
{
    private const string RegistryPrefix = "docker://";
    private const string LayoutPrefix = "oci:";
    private const string OciArchivePrefix = "oci-archive:";
    private const string DockerArchivePrefix = "docker-archive:";

    private static readonly string[] s_foreignPrefixes = ["docker-daemon:", "containers-storage:", "dir:", "ostree:", "sif:", "tarball:"];

    private ImageName()
    {
    }

    /// <summary>An image of a registry.</summary>
    public sealed record InRegistry(Reference Reference) : ImageName;

    /// <summary>An image of a layout directory; <paramref name="Ref"/> null means its only one.</summary>
    public sealed record InLayout(string Directory, string? Ref) : ImageName;

    /// <summary>An image of a layout packed in a tar.</summary>
    public sealed record InOciArchive(string File, string? Ref) : ImageName;

    /// <summary>An image of an archive by <c>docker save</c>.</summary>
    public sealed record InDockerArchive(string File, string? Ref) : ImageName;

    /// <summary>Reads a name. Errors: <see cref="OciErrorCode.Malformed"/>, <see cref="OciErrorCode.Unsupported"/>, with what to write instead.</summary>
    public static ImageName Parse(string text)
    {
        if (After(text, RegistryPrefix) is { } reference)
            return new InRegistry(Reference.Parse(reference));
        if (After(text, LayoutPrefix) is { } layout)
            return new InLayout(PathOf(text, layout), RefOf(layout));
        if (After(text, OciArchivePrefix) is { } ociArchive)
            return new InOciArchive(PathOf(text, ociArchive), RefOf(ociArchive));
        if (After(text, DockerArchivePrefix) is { } dockerArchive)
            return new InDockerArchive(PathOf(text, dockerArchive), RefOf(dockerArchive));
        if (Reference.TryParse(text, out var plain))
            return new InRegistry(plain);

        throw Explain(text);
    }

    /// <summary>The name in full: a registry's with its registry, a path from the root, so that it means the same from everywhere.</summary>
    public sealed override string ToString() => this switch
    {
        InRegistry image => image.Reference.ToString(),
        InLayout image => LayoutPrefix + image.Directory + Suffix(image.Ref),
        InOciArchive image => OciArchivePrefix + image.File + Suffix(image.Ref),
        InDockerArchive image => DockerArchivePrefix + image.File + Suffix(image.Ref),
        _ => "",
    };

    private static string Suffix(string? reference) => reference is null ? "" : ":" + reference;

    private static string? After(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;

    private static string PathOf(string text, string rest)
    {
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var path = colon < 0 ? rest : rest[..colon];
        return path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal)
            ? Path.GetFullPath(path)
            : throw new OciException(OciErrorCode.Malformed, $"'{Excerpt.Of(text)}' names no path between its first and second colon.");
    }

    private static string? RefOf(string rest)
    {
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || colon == rest.Length - 1 ? null : rest[(colon + 1)..];
    }

    private static OciException Explain(string text)
    {
        var shown = Excerpt.Of(text);
        if (s_foreignPrefixes.FirstOrDefault(prefix => After(text, prefix) is not null) is { } foreign)
        {
            return new OciException(
                OciErrorCode.Unsupported,
                $"'{shown}': images in {foreign[..^1]} cannot be read here; 'skopeo copy {shown} oci-archive:image.tar' makes a file that can.");
        }

        if (After(text, "https://") is not null || After(text, "http://") is not null)
            return new OciException(OciErrorCode.Malformed, $"'{shown}' is not an image reference: write it without '{text[..(text.IndexOf('/', StringComparison.Ordinal) + 2)]}'.");

        if (text is ['/' or '.' or '~', ..])
        {
            return new OciException(
                OciErrorCode.Malformed,
                $"'{shown}' looks like a path: write oci:{shown} for a layout directory, oci-archive:{shown} or docker-archive:{shown} for a file.");
        }

        return new OciException(OciErrorCode.Malformed, $"'{shown}' is not an image reference: {ReferenceParser.Parse(text, out _)}.");
    }
}
