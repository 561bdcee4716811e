using Slipway.Registry.Errors;

namespace Slipway.Registry.Uploads;

/// <summary>Failures of uploads as clients see them.</summary>
internal static class UploadErrors
{
    /// <summary>The one answer to a handle that is forged, of another repository, of another subject, ended or expired.</summary>
    public static RegistryException Unknown() =>
        new(RegistryErrorCode.BlobUploadUnknown, "there is no such upload; it has ended, was cancelled or was idle for too long. Begin a new one.");

    public static RegistryException Superseded() =>
        new(RegistryErrorCode.RangeInvalid, "a newer request goes on with this upload; ask for its status.");

    public static RegistryException Stopping() =>
        new(RegistryErrorCode.Unavailable, "the registry is stopping; what arrived is kept, ask for the upload's status and go on in a moment.");

    public static RegistryException TooMany(int max) =>
        new(RegistryErrorCode.TooManyRequests, $"the organization has {max} uploads open, as many as it may; finish or cancel some.");

    public static RegistryException TooLarge(long max) => new(RegistryErrorCode.SizeInvalid, $"the blob has more than {max} bytes, the most that is taken.");

    public static RegistryException OverBudget(long? max) =>
        new(RegistryErrorCode.Denied, $"the organization's open uploads have more bytes than the {max} that it may use; delete or cancel some.");

    public static RegistryException OverQuota(long used, long limit, long length) =>
        new(RegistryErrorCode.Denied, $"the organization uses {used} of {limit} bytes and the blob has {length}; delete something first.");

    public static RegistryException OtherLength(long announced) =>
        new(RegistryErrorCode.BlobUploadInvalid, $"the body is not of the {announced} bytes that Content-Range announces; ask for the upload's status.");

    public static RegistryException MalformedChunk() =>
        new(RegistryErrorCode.BlobUploadInvalid, "Content-Range is malformed; first-last is expected, for example 0-1023.");
}
