using System.Diagnostics.CodeAnalysis;

namespace Slipway.Oci;

/// <summary>
/// The full name of an image in a registry: registry, repository, and a tag, a digest or both (the digest then decides,
/// the tag is only kept for showing). Reading normalises as Docker does: <c>alpine</c> is
/// <c>docker.io/library/alpine:latest</c>. What stands before the first slash is a registry only if it has a dot, a colon or
/// an upper-case letter or is <c>localhost</c>.
/// </summary>
/// <remarks>
/// <code>
/// reference  = [ registry "/" ] repository [ ":" tag ] [ "@" digest ]
/// registry   = ( name *( "." name ) / "[" IPv6 "]" ) [ ":" port ]
/// repository = component *( "/" component )
/// component  = 1*( a-z0-9 ) *( ( "." / "_" / "__" / 1*"-" ) 1*( a-z0-9 ) )
/// tag        = ( A-Za-z0-9_ ) *127( A-Za-z0-9_.- )
/// </code>
/// Source: distribution-spec 1.1 for repository and tag; the grammar of Docker's <c>distribution/reference</c> for the rest.
/// </remarks>
public readonly record struct Reference
{
    /// <summary>The registry of names that say none.</summary>
    public const string DefaultRegistry = "docker.io";

    /// <summary>The tag of names that say neither tag nor digest.</summary>
    public const string DefaultTag = "latest";

    private const string OfficialPrefix = "library/";

    internal Reference(string registry, string repository, string? tag, Digest? digest)
    {
        Registry = registry;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>Host and optional port, as typed: <c>docker.io</c>, <c>localhost:5000</c>, <c>[::1]:5000</c>.</summary>
    public string Registry { get; }

    /// <summary>The path in the registry: <c>library/alpine</c>.</summary>
    public string Repository { get; }

    /// <summary>The tag, or null when only a digest was given.</summary>
    public string? Tag { get; }

    /// <summary>The digest, or null when only a tag was given.</summary>
    public Digest? Digest { get; }

    /// <summary>What the registry is asked for: the digest if there is one, else the tag.</summary>
    public string Identifier => Digest?.ToString() ?? Tag ?? DefaultTag;

    /// <summary>The short name people type: <c>alpine:3.20</c>; without <c>docker.io</c> and <c>library/</c>.</summary>
    public string FamiliarName
    {
        get
        {
            if (Registry != DefaultRegistry)
                return ToString();

            var official = Repository.StartsWith(OfficialPrefix, StringComparison.Ordinal) && Repository.LastIndexOf('/') == OfficialPrefix.Length - 1;
            var familiar = (official ? Repository[OfficialPrefix.Length..] : Repository) + Suffix;
            return TryParse(familiar, out var again) && again == this ? familiar : ToString(); // docker.io/a.b/c must not become the registry a.b
        }
    }

    private string Suffix => (Tag is null ? "" : ":" + Tag) + (Digest is { } digest ? "@" + digest : "");

    /// <summary>Reads and normalises a name. Errors: <see cref="OciErrorCode.Malformed"/> with the rule that is broken.</summary>
    public static Reference Parse(string text) => ReferenceParser.Parse(text, out var reference) is { } fault
        ? throw new OciException(OciErrorCode.Malformed, $"'{Excerpt.Of(text)}' is not an image reference: {fault}.")
        : reference;

    /// <summary>Reads and normalises a name; false when it breaks the grammar.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Reference reference) =>
        ReferenceParser.Parse(text, out reference) is null;

    /// <summary>The same repository, addressed by <paramref name="digest"/> alone.</summary>
    public Reference WithDigest(Digest digest) => new(Registry, Repository, null, digest);

    /// <summary>The full name; parsing it gives this reference back.</summary>
    public override string ToString() => Registry is null ? "" : $"{Registry}/{Repository}{Suffix}";
}
