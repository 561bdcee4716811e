using System.Text;
using Slipway.Oci;

namespace Slipway.Registry.Conformance.Samples;

/// <summary>Writes the documents of the samples as text, so that a reader sees what goes over the wire.</summary>
internal static class Json
{
    /// <summary>The name and value of a member, after a comma: <c>,"name":value</c>.</summary>
    public static string Member(string name, string value) => $",\"{name}\":{value}";

    /// <summary>A descriptor (image-spec 1.1, descriptor.md); <paramref name="more"/> are further members, each after a comma.</summary>
    public static string Descriptor(string mediaType, byte[] content, string algorithm = Digest.Sha256, string more = "") =>
        Descriptor(mediaType, Digest.Of(algorithm, content), content.Length, more);

    /// <summary>A descriptor of a document.</summary>
    public static string Descriptor(SampleDocument document, string more = "") =>
        Descriptor(document.MediaType, document.Digest, document.Bytes.Length, more);

    /// <summary>A manifest (image-spec 1.1, manifest.md) of descriptors that are already JSON.</summary>
    public static byte[] Manifest(string mediaType, string config, IEnumerable<string> layers, string more = "") => Encoding.UTF8.GetBytes(
        $$"""{"schemaVersion":2,"mediaType":"{{mediaType}}","config":{{config}},"layers":[{{string.Join(',', layers)}}]{{more}}}""");

    /// <summary>An index (image-spec 1.1, image-index.md) of descriptors that are already JSON.</summary>
    public static byte[] Index(string mediaType, IEnumerable<string> manifests, string more = "") => Encoding.UTF8.GetBytes(
        $$"""{"schemaVersion":2,"mediaType":"{{mediaType}}","manifests":[{{string.Join(',', manifests)}}]{{more}}}""");

    private static string Descriptor(string mediaType, Digest digest, int size, string more) =>
        $$"""{"mediaType":"{{mediaType}}","digest":"{{digest}}","size":{{size}}{{more}}}""";
}
