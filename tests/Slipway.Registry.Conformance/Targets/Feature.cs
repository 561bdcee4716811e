namespace Slipway.Registry.Conformance.Targets;

/// <summary>What a registry may be declared to lack. A case that needs it is then skipped and prints the reason given for the gap.</summary>
public enum Feature
{
    /// <summary>Digests with SHA-512 everywhere (image-spec 1.1, descriptor.md "Registered algorithms").</summary>
    Sha512,

    /// <summary>A blob pushed by one POST (end-4b).</summary>
    SinglePost,

    /// <summary>A mount without <c>from</c> (end-11).</summary>
    AnonymousMount,

    /// <summary>416 for a chunk that does not follow the last one, with the session alive after it (end-5, end-6).</summary>
    ChunkOrder,

    /// <summary>The state of a session at an older of its URLs (end-13).</summary>
    StaleSession,

    /// <summary>Manifests whose layers are fetched from <c>urls</c> and were never pushed.</summary>
    NonDistributableLayers,

    /// <summary>The referrers API and the <c>OCI-Subject</c> header (end-7a, end-12).</summary>
    Referrers,

    /// <summary>Tags given as parameters of a push by digest (end-7b).</summary>
    TagParameters,

    /// <summary>Tags listed in order and by pages: <c>n</c>, <c>last</c> and Link (end-8).</summary>
    TagPaging,

    /// <summary>A tag removed by its name (end-9).</summary>
    TagDelete,

    /// <summary>Manifests answered as they were pushed, whatever the Accept header leaves out.</summary>
    AcceptIndependence,

    /// <summary>413 for a manifest beyond the limit (end-7a).</summary>
    ManifestLimit,

    /// <summary>A refusal of what is malformed, instead of an error of the server.</summary>
    MalformedInput,

    /// <summary>An encoded slash that is never taken for a slash (RFC 3986 §2.2).</summary>
    EncodedSlash,

    /// <summary>A Range header of an unknown unit ignored (RFC 9110 §14.2).</summary>
    RangeUnits,

    /// <summary>A whole body with a 416 (RFC 9112 §6.3).</summary>
    RangeRefusalBody,

    /// <summary>Weak tags, lists of tags and <c>*</c> in If-None-Match (RFC 9110 §13.1.2).</summary>
    EntityTagLists,

    /// <summary>400 for a catalog page whose <c>n</c> is no number.</summary>
    CatalogPageSize,
}
