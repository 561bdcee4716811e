using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Oci.Manifests;

/// <summary>
/// What an image is for and how it wants to run (OCI image-spec 1.1, config.md). Made by <see cref="Parse"/>. Its digest, the image id,
/// is over the original bytes; this record is a view of them.
/// </summary>
public sealed record ImageConfig
{
    /// <summary>The processor the programs are for; empty in images of old or odd builders.</summary>
    [JsonPropertyName("architecture")]
    public string Architecture { get; init => field = value ?? ""; } = "";

    /// <summary>The operating system the programs are for; empty in images of old or odd builders.</summary>
    [JsonPropertyName("os")]
    public string Os { get; init => field = value ?? ""; } = "";

    /// <summary>The processor's variant, or null.</summary>
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>The operating system's version, or null.</summary>
    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    /// <summary>When the image was built, in RFC 3339 as the builder wrote it.</summary>
    [JsonPropertyName("created")]
    public string? Created { get; init; }

    /// <summary>Who built it.</summary>
    [JsonPropertyName("author")]
    public string? Author { get; init; }

    /// <summary>How to run it; never null.</summary>
    [JsonPropertyName("config")]
    public ContainerConfig Config { get; init => field = value ?? new ContainerConfig(); } = new();

    /// <summary>The layers by content; never null.</summary>
    [JsonPropertyName("rootfs")]
    public RootFs RootFs { get; init => field = value ?? new RootFs(); } = new();

    /// <summary>How each layer came to be; possibly empty.</summary>
    [JsonPropertyName("history")]
    public IReadOnlyList<History> History { get; init => field = value ?? []; } = [];

    /// <summary>What the image was built for; null when it does not say.</summary>
    [JsonIgnore]
    public Platform? Platform => Os.Length == 0 || Architecture.Length == 0
        ? null
        : new Platform { Os = Os, Architecture = Architecture, Variant = Variant, OsVersion = OsVersion }.Normalize();

    /// <summary>
    /// Reads a configuration; <paramref name="name"/> stands in messages. Members that are not known here are passed over.
    /// Errors: <see cref="OciErrorCode.Malformed"/>, <see cref="OciErrorCode.TooLarge"/>.
    /// </summary>
    public static ImageConfig Parse(ReadOnlySpan<byte> utf8, string name)
    {
        if (utf8.Length > OciLimits.MaxConfigBytes)
            throw new OciException(OciErrorCode.TooLarge, $"the configuration of {name} has {utf8.Length} bytes; at most {OciLimits.MaxConfigBytes} are allowed.");

        ImageConfig config;
        try
        {
            config = JsonSerializer.Deserialize(utf8, OciJsonContext.Default.ImageConfig) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new OciException(OciErrorCode.Malformed, $"the configuration of {name} cannot be read: {Excerpt.Of(e.Message)}", e);
        }

        if (config.RootFs.DiffIds.Count > OciLimits.MaxLayers)
            throw new OciException(OciErrorCode.TooLarge, $"the configuration of {name} names {config.RootFs.DiffIds.Count} layers; at most {OciLimits.MaxLayers} are allowed.");

        if (config.Config.NullMember() is { } member)
            throw new OciException(OciErrorCode.Malformed, $"the configuration of {name} has a null in its {member}.");

        return config;
    }
}
