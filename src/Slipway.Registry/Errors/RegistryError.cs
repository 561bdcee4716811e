using Slipway.Linux.Files;

namespace Slipway.Registry.Errors;

/// <summary>One failure as a client sees it. <paramref name="Message"/> is for people and names no stored name, path or other tenant.</summary>
public sealed record RegistryError(RegistryErrorCode Code, string Message)
{
    /// <summary>What a client hears of a failure that it did not cause; the log has the rest under the request's id.</summary>
    public static RegistryError Of(Exception exception, string requestId) => DiskFull.Is(exception)
        ? new RegistryError(RegistryErrorCode.StorageFull, "the registry's disk is full; its operator has to make room, then try again.")
        : new RegistryError(RegistryErrorCode.Unknown, $"the registry failed; its log has the reason under request {requestId}.");

    /// <summary>The code as on the wire: <c>BLOB_UNKNOWN</c>.</summary>
    public string WireCode => Code switch
    {
        RegistryErrorCode.BlobUnknown => "BLOB_UNKNOWN",
        RegistryErrorCode.BlobUploadInvalid => "BLOB_UPLOAD_INVALID",
        RegistryErrorCode.BlobUploadUnknown => "BLOB_UPLOAD_UNKNOWN",
        RegistryErrorCode.DigestInvalid => "DIGEST_INVALID",
        RegistryErrorCode.ManifestBlobUnknown => "MANIFEST_BLOB_UNKNOWN",
        RegistryErrorCode.ManifestInvalid => "MANIFEST_INVALID",
        RegistryErrorCode.ManifestUnknown => "MANIFEST_UNKNOWN",
        RegistryErrorCode.NameInvalid => "NAME_INVALID",
        RegistryErrorCode.NameUnknown => "NAME_UNKNOWN",
        RegistryErrorCode.SizeInvalid => "SIZE_INVALID",
        RegistryErrorCode.Unauthorized => "UNAUTHORIZED",
        RegistryErrorCode.Denied => "DENIED",
        RegistryErrorCode.Unsupported => "UNSUPPORTED",
        RegistryErrorCode.TooManyRequests => "TOOMANYREQUESTS",
        RegistryErrorCode.RangeInvalid => "RANGE_INVALID",
        RegistryErrorCode.TagInvalid or RegistryErrorCode.TooManyTags => "TAG_INVALID",
        RegistryErrorCode.PaginationNumberInvalid => "PAGINATION_NUMBER_INVALID",
        RegistryErrorCode.Unavailable => "UNAVAILABLE",
        RegistryErrorCode.StorageFull => "UNAVAILABLE",
        _ => "UNKNOWN",
    };

    /// <summary>The HTTP status that goes with the code.</summary>
    public int Status => Code switch
    {
        RegistryErrorCode.BlobUnknown or RegistryErrorCode.BlobUploadUnknown or RegistryErrorCode.ManifestUnknown or RegistryErrorCode.NameUnknown => 404,
        RegistryErrorCode.SizeInvalid => 413,
        RegistryErrorCode.TooManyTags => 414,
        RegistryErrorCode.Unauthorized => 401,
        RegistryErrorCode.Denied => 403,
        RegistryErrorCode.Unsupported => 405,
        RegistryErrorCode.TooManyRequests => 429,
        RegistryErrorCode.RangeInvalid => 416,
        RegistryErrorCode.Unavailable => 503,
        RegistryErrorCode.StorageFull => 507,
        RegistryErrorCode.Unknown => 500,
        _ => 400,
    };
}
