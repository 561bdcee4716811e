using System.Security.Cryptography;

namespace Slipway.Registry.Conformance.Samples;

/// <summary>Artifacts: manifests of what is no image (image-spec 1.1, manifest.md "Guidelines for Artifact Usage").</summary>
internal static class SampleArtifacts
{
    public const string Type = "application/vnd.example.sbom";

    private static readonly byte[] s_empty = "{}"u8.ToArray();

    /// <summary>An artifact of one blob, with the empty config.</summary>
    public static Sample Artifact(string type = Type, string more = "") =>
        Of(Json.Descriptor(MediaTypes.Empty, s_empty), s_empty, Json.Member("artifactType", $"\"{type}\"") + more);

    /// <summary>An artifact about a manifest.</summary>
    public static Sample About(SampleDocument subject, string type = Type, string more = "")
    {
        var artifact = Artifact(type, Json.Member("subject", Json.Descriptor(subject)) + more);
        return artifact with { Top = artifact.Top with { Subject = subject.Digest } };
    }

    /// <summary>One that says what it is only by the media type of its config, as before image-spec 1.1.</summary>
    public static Sample ByConfigAbout(SampleDocument subject, string configType)
    {
        var artifact = Of(Json.Descriptor(configType, s_empty), s_empty, Json.Member("subject", Json.Descriptor(subject)));
        return artifact with { Top = artifact.Top with { Subject = subject.Digest } };
    }

    /// <summary>An artifact about a manifest that is nowhere, which has to be taken ("Pushing Manifests with Subject").</summary>
    public static Sample AboutNothing() => About(SampleImages.Image().Top);

    private static Sample Of(string config, byte[] configBlob, string more)
    {
        var blob = RandomNumberGenerator.GetBytes(48);
        var manifest = Json.Manifest(MediaTypes.Manifest, config, [Json.Descriptor("application/octet-stream", blob)], more);
        return new Sample { Blobs = [configBlob, blob], Top = new SampleDocument(MediaTypes.Manifest, manifest) };
    }
}
