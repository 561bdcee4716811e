using Slipway.Registry.Errors;
using Slipway.Registry.Metadata;

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

    /// <summary>Ends the request unless the blob was linked, or is absent where it should have come from.</summary>
    public static void ThrowIfRefused(LinkBlobOutcome outcome)
    {
        switch (outcome)
        {
            case LinkBlobOutcome.OverQuota over:
                throw new RegistryException(
                    RegistryErrorCode.Denied,
                    $"the organization uses {over.UsedBytes} of {over.LimitBytes} bytes, and the blob does not fit; delete something first.");
            case LinkBlobOutcome.TooManyRepositories over:
                throw RegistryException.TooManyRepositories(over.Used, over.Limit);
        }
    }

    public static RegistryException OtherLength(long announced) =>
        new(RegistryErrorCode.BlobUploadInvalid, $"the body is not of the {announced} bytes that Content-Range announces; ask for the upload's status.");

    public static RegistryException MalformedChunk() =>
        new(RegistryErrorCode.BlobUploadInvalid, "Content-Range is malformed; first-last is expected, for example 0-1023.");
}
