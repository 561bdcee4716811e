namespace Slipway.Registry.Conformance.Targets;

/// <summary>What Debian's docker-registry 2.8.2 lacks, and why.</summary>
internal static class DebianRegistryGaps
{
    public static IReadOnlyDictionary<Feature, string> All { get; } = new Dictionary<Feature, string>
    {
        [Feature.Sha512] = "it keeps every blob under its sha256 and answers with that",
        [Feature.SinglePost] = "it opens a session",
        [Feature.AnonymousMount] = "it opens a session",
        [Feature.ChunkOrder] = "it does not read the Content-Range of a PATCH, and a PUT with one ends the session",
        [Feature.StaleSession] = "its state is bound to the offset: 404 at an older address",
        [Feature.RangeUnits] = "Go's http.ServeContent answers 416 to what it cannot read",
        [Feature.RangeRefusalBody] = "it sets the blob's length before http.ServeContent refuses",
        [Feature.NonDistributableLayers] = "its default configuration refuses all urls",
        [Feature.Referrers] = "it is of distribution-spec 1.0",
        [Feature.TagParameters] = "it is of distribution-spec 1.0",
        [Feature.AcceptIndependence] = "it hides OCI manifests from clients that do not name them in Accept",
        [Feature.EntityTagLists] = "it compares If-None-Match as a whole",
        [Feature.ManifestLimit] = "it answers 400 and closes the connection",
        [Feature.MalformedInput] = "it answers 500 to a malformed digest in a reference, a name of 300 characters and a manifest of null",
        [Feature.TagPaging] = "it lists tags as the file system does and reads no parameter",
        [Feature.TagDelete] = "it deletes by digest only",
        [Feature.EncodedSlash] = "it routes by the decoded path",
        [Feature.CatalogPageSize] = "it takes its default for an n that is no number",
    };
}
