using Slipway.Oci;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Samples;

/// <summary>Indexes: one name for images of several platforms, or for other indexes.</summary>
internal static class SampleIndexes
{
    /// <summary>An index of two images.</summary>
    public static Sample Index(string algorithm = Digest.Sha256) =>
        Of(MediaTypes.Index, SampleImages.Image(algorithm), SampleImages.Image(algorithm)) with { Needs = algorithm == Digest.Sha512 ? [Feature.Sha512] : [] };

    /// <summary>A manifest list as the Docker engine pushes it.</summary>
    public static Sample DockerList() => Of(MediaTypes.DockerManifestList, SampleImages.Docker(), SampleImages.Docker());

    /// <summary>An index of two indexes.</summary>
    public static Sample Nested() => Of(MediaTypes.Index, Index(), Index());

    /// <summary>An index of nothing.</summary>
    public static Sample Empty() => Of(MediaTypes.Index);

    /// <summary>An index about a manifest.</summary>
    public static Sample About(SampleDocument subject, string more = "")
    {
        var index = Of(MediaTypes.Index, Json.Member("subject", Json.Descriptor(subject)) + more, [SampleImages.Image()]);
        return index with { Top = index.Top with { Subject = subject.Digest } };
    }

    /// <summary>An index that is an artifact.</summary>
    public static Sample Artifact() =>
        Of(MediaTypes.Index, Json.Member("artifactType", "\"application/vnd.example.bundle\""), [SampleImages.Image()]);

    private static Sample Of(string mediaType, params Sample[] entries) => Of(mediaType, "", entries);

    private static Sample Of(string mediaType, string more, Sample[] entries)
    {
        var platforms = (string[])["amd64", "arm64"];
        var manifests = entries.Select((entry, i) =>
            Json.Descriptor(entry.Top, Json.Member("platform", $$"""{"architecture":"{{platforms[i]}}","os":"linux"}""")));
        return new Sample
        {
            Blobs = [.. entries.SelectMany(entry => entry.Blobs)],
            Children = [.. entries.SelectMany(entry => (IEnumerable<SampleDocument>)[.. entry.Children, entry.Top])],
            Top = new SampleDocument(mediaType, Json.Index(mediaType, manifests, more), entries.FirstOrDefault()?.Top.Algorithm ?? Digest.Sha256),
        };
    }
}
