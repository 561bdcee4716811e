using Slipway.Oci;

namespace Slipway.Registry.Tests.Distribution;

/// <summary>Manifests as clients write them.</summary>
internal static class Documents
{
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";

    public static string Image(Digest config, long size, string more = "", string layers = "") => $$"""
        {"schemaVersion":2,"mediaType":"{{TestClient.OciManifest}}","config":{{Descriptor(ConfigType, config, size)}},"layers":[{{layers}}]{{more}}}
        """;

    public static string Index(params string[] entries) => $$"""
        {"schemaVersion":2,"mediaType":"{{TestClient.OciIndex}}","manifests":[{{string.Join(',', entries)}}]}
        """;

    public static string Descriptor(string type, Digest digest, long size) => $$"""{"mediaType":"{{type}}","digest":"{{digest}}","size":{{size}}}""";

    public static string Subject(Digest digest, string artifactType = "application/example") =>
        $$""","subject":{{Descriptor(TestClient.OciManifest, digest, 100)}},"artifactType":"{{artifactType}}" """;
}
