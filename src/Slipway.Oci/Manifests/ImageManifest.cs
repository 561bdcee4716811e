using System.Text.Json.Serialization;

namespace Slipway.Oci.Manifests;

/// <summary>
/// The parts of one image for one platform: a configuration and the layers, lowest first (OCI image-spec 1.1, manifest.md;
/// Docker's schema 2 is the same under other types). Made by <see cref="ManifestDocument.Parse"/>, which checks everything said here.
/// A manifest's digest is over its original bytes, so keep those; this record is a view of them.
/// </summary>
public sealed record ImageManifest
{
    /// <summary>Always 2.</summary>
    [JsonPropertyName("schemaVersion")]
    public int SchemaVersion { get; init; } = 2;

    /// <summary>The document's own type; null where it says none.</summary>
    [JsonPropertyName("mediaType")]
    public string? MediaType { get; init; }

    /// <summary>Names the <see cref="ImageConfig"/>.</summary>
    [JsonPropertyName("config")]
    public required Descriptor Config { get; init; }

    /// <summary>The layers, lowest first; at most <see cref="OciLimits.MaxLayers"/>, possibly none.</summary>
    [JsonPropertyName("layers")]
    public IReadOnlyList<Descriptor> Layers { get; init => field = value ?? []; } = [];

    /// <summary>Free text by key; null when there is none.</summary>
    [JsonPropertyName("annotations")]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Refuses what is a manifest but not of an image that can boot.</summary>
    internal void Validate(string name)
    {
        if (SchemaVersion != 2)
            throw new OciException(OciErrorCode.Unsupported, $"{name} has manifest schema version {SchemaVersion}; only 2 is supported.");

        if (Layers.Count > OciLimits.MaxLayers)
            throw new OciException(OciErrorCode.TooLarge, $"{name} has {Layers.Count} layers; at most {OciLimits.MaxLayers} are allowed.");

        if (Config is null)
            throw new OciException(OciErrorCode.Malformed, $"{name} names no configuration.");

        if (Config.Fault() is { } fault)
            throw new OciException(OciErrorCode.Malformed, $"{name} has a broken manifest: its config {fault}.");

        if (!Manifests.MediaType.IsConfig(Config.MediaType))
            throw new OciException(OciErrorCode.Unsupported, $"{name} is an artifact of type '{Excerpt.Of(Config.MediaType)}', not a container image.");

        if (Config.Size > OciLimits.MaxConfigBytes)
            throw new OciException(OciErrorCode.TooLarge, $"{name} has a configuration of {Config.Size} bytes; at most {OciLimits.MaxConfigBytes} are allowed.");

        for (var i = 0; i < Layers.Count; i++)
            ValidateLayer(name, i, Layers[i]);
    }

    private static void ValidateLayer(string name, int index, Descriptor? layer)
    {
        if (layer is null)
            throw new OciException(OciErrorCode.Malformed, $"{name} has a broken manifest: layer {index} is null.");

        if (layer.Fault() is { } fault)
            throw new OciException(OciErrorCode.Malformed, $"{name} has a broken manifest: layer {index} {fault}.");

        if (!Manifests.MediaType.IsLayer(layer.MediaType))
            throw new OciException(OciErrorCode.Unsupported, $"{name} has a layer {index} of type '{Excerpt.Of(layer.MediaType)}', which is not a tar of files.");
    }
}
