namespace Slipway.Registry.Errors;

/// <summary>The closed list of failures a client can see (distribution-spec 1.1, "Error Codes"; the last ones are distribution's), each with its status.</summary>
public enum RegistryErrorCode
{
    /// <summary>404</summary>
    BlobUnknown,

    /// <summary>400; for an unusable Content-Range or body of an upload.</summary>
    BlobUploadInvalid,

    /// <summary>404</summary>
    BlobUploadUnknown,

    /// <summary>400</summary>
    DigestInvalid,

    /// <summary>400</summary>
    ManifestBlobUnknown,

    /// <summary>400</summary>
    ManifestInvalid,

    /// <summary>404</summary>
    ManifestUnknown,

    /// <summary>400</summary>
    NameInvalid,

    /// <summary>404</summary>
    NameUnknown,

    /// <summary>413</summary>
    SizeInvalid,

    /// <summary>401</summary>
    Unauthorized,

    /// <summary>403</summary>
    Denied,

    /// <summary>405</summary>
    Unsupported,

    /// <summary>429</summary>
    TooManyRequests,

    /// <summary>416</summary>
    RangeInvalid,

    /// <summary>400</summary>
    TagInvalid,

    /// <summary>414; more tag parameters than one push may have.</summary>
    TooManyTags,

    /// <summary>400</summary>
    PaginationNumberInvalid,

    /// <summary>503</summary>
    Unavailable,

    /// <summary>507; the store has no room left.</summary>
    StorageFull,

    /// <summary>500</summary>
    Unknown,
}
