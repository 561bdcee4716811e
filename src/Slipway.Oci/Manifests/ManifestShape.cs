using System.Text.Json;

namespace Slipway.Oci.Manifests;

/// <summary>Which members a manifest's top level has: enough to say what it is before believing any of it.</summary>
internal readonly record struct ManifestShape(string? MediaType, bool HasManifests, bool HasConfig, bool HasLayers, bool HasFsLayers)
{
    private static readonly string[] s_members = ["schemaVersion", "mediaType", "manifests", "config", "layers", "fsLayers"];

    public static ManifestShape Read(ReadOnlySpan<byte> utf8, string name)
    {
        try
        {
            return Scan(utf8, name);
        }
        catch (JsonException e)
        {
            throw new OciException(OciErrorCode.Malformed, $"the manifest of {name} is not JSON: {Excerpt.Of(e.Message)}", e);
        }
        catch (InvalidOperationException e) // text that is not valid Unicode
        {
            throw new OciException(OciErrorCode.Malformed, $"the manifest of {name} is not JSON: {Excerpt.Of(e.Message)}", e);
        }
    }

    /// <summary>The document's one type, from what it was declared as, what it says and what it holds; they must not disagree.</summary>
    public string Decide(string? declared, string name)
    {
        if (HasFsLayers)
            throw new OciException(OciErrorCode.Unsupported, $"{name} has a schema 1 manifest, obsolete since 2017; push the image again with a current client.");

        if (HasManifests && (HasLayers || HasConfig))
            throw new OciException(OciErrorCode.Malformed, $"the manifest of {name} has both 'manifests' and '{(HasLayers ? "layers" : "config")}', so it could be read as an index or as an image.");

        var known = Manifests.MediaType.IsIndex(declared) || Manifests.MediaType.IsManifest(declared);
        if (known && MediaType is not null && MediaType != declared)
            throw new OciException(OciErrorCode.Malformed, $"the manifest of {name} says it is '{Excerpt.Of(MediaType)}' but was given as '{declared}'.");

        var type = MediaType ?? (known ? declared! : HasManifests ? Manifests.MediaType.OciIndex : Manifests.MediaType.OciManifest);
        if (!Manifests.MediaType.IsIndex(type) && !Manifests.MediaType.IsManifest(type))
            throw new OciException(OciErrorCode.Unsupported, $"{name} is a document of type '{Excerpt.Of(type)}', not a container image.");

        if (Manifests.MediaType.IsIndex(type) ? HasLayers || HasConfig || !HasManifests : HasManifests || !HasConfig)
            throw new OciException(OciErrorCode.Malformed, $"the manifest of {name} is given as '{type}' but does not have that type's members.");

        return type;
    }

    private static ManifestShape Scan(ReadOnlySpan<byte> utf8, string name)
    {
        var shape = default(ManifestShape);
        var reader = new Utf8JsonReader(utf8);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("it is not an object");

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString()!;
            reader.Read();
            // Go's decoder takes "Layers" for "layers"; a document that means two things to two readers is refused.
            if (s_members.FirstOrDefault(known => known.Equals(member, StringComparison.OrdinalIgnoreCase)) is { } exact && exact != member)
                throw new OciException(OciErrorCode.Malformed, $"the manifest of {name} spells '{exact}' as '{Excerpt.Of(member)}'.");

            shape = member switch
            {
                "mediaType" => shape with { MediaType = reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new JsonException("mediaType is not a string") },
                "manifests" => shape with { HasManifests = true },
                "config" => shape with { HasConfig = true },
                "layers" => shape with { HasLayers = true },
                "fsLayers" => shape with { HasFsLayers = true },
                _ => shape,
            };
            reader.Skip();
        }

        while (reader.Read())
        {
            // The reader throws on anything after the closing brace.
        }

        return shape;
    }
}
