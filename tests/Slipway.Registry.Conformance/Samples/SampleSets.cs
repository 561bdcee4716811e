using Slipway.Oci;

namespace Slipway.Registry.Conformance.Samples;

/// <summary>The data sets that every registry has to take and give back unchanged, by name. Each call makes new ones.</summary>
internal static class SampleSets
{
    private static readonly Dictionary<string, Func<Sample>> s_sets = new()
    {
        ["image"] = () => SampleImages.Image(),
        ["uncompressed image"] = SampleImages.Uncompressed,
        ["zstd image"] = SampleImages.Zstd,
        ["manifest of 3.9 MB"] = SampleImages.Large,
        ["index"] = () => SampleIndexes.Index(),
        ["nested index"] = SampleIndexes.Nested,
        ["empty index"] = SampleIndexes.Empty,
        ["artifact"] = () => SampleArtifacts.Artifact(),
        ["artifact index"] = SampleIndexes.Artifact,
        ["no layers"] = SampleImages.WithoutLayers,
        ["zero-byte layer"] = SampleImages.WithEmptyLayer,
        ["subject"] = ImageWithSubject,
        ["missing subject"] = SampleArtifacts.AboutNothing,
        ["index with subject"] = IndexWithSubject,
        ["data field"] = SampleImages.WithData,
        ["non-distributable layer"] = SampleImages.NonDistributable,
        ["unknown members"] = SampleImages.WithUnknownMembers,
        ["sha512 image"] = () => SampleImages.Image(Digest.Sha512),
        ["sha512 index"] = () => SampleIndexes.Index(Digest.Sha512),
        ["Docker image"] = SampleImages.Docker,
        ["Docker manifest list"] = SampleIndexes.DockerList,
        ["Docker foreign layer"] = SampleImages.DockerForeign,
    };

    public static IEnumerable<string> Names => s_sets.Keys;

    public static Sample Make(string name) => s_sets[name]();

    private static Sample ImageWithSubject()
    {
        var subject = SampleImages.Image();
        return Behind(subject, SampleArtifacts.About(subject.Top));
    }

    private static Sample IndexWithSubject()
    {
        var subject = SampleImages.Image();
        return Behind(subject, SampleIndexes.About(subject.Top));
    }

    // The subject's own parts are pushed before the sample's.
    private static Sample Behind(Sample first, Sample then) => then with
    {
        Blobs = [.. first.Blobs, .. then.Blobs],
        Children = [.. first.Children, first.Top, .. then.Children],
    };
}
