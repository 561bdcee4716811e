using System.Net;

namespace Slipway.Registry.Blobs.S3;

/// <summary>What a refusal means.</summary>
internal sealed partial class S3Client
{
    private const int MaxErrorBytes = 64 * 1024;

    private async Task<S3Exception> RefuseAsync(S3Request request, HttpResponseMessage response, IdleTimer idle)
    {
        using (response)
        {
            var body = await S3Body.ReadAsync(response, MaxErrorBytes, idle) is { } bytes ? S3ErrorBody.Parse(bytes) : S3ErrorBody.None;
            return Refuse(request, response, body);
        }
    }

    private S3Exception Refuse(S3Request request, HttpResponseMessage response, S3ErrorBody body)
    {
        var said = body.Code.Length == 0 ? $"{(int)response.StatusCode}" : $"{(int)response.StatusCode} {body.Code}: {body.Message.TrimEnd('.')}";
        var kind = KindOf(response.StatusCode, body.Code);
        var advice = kind switch
        {
            S3FaultKind.BucketAbsent => $" There is no bucket {_address.Bucket} at {_address.Host}; create it or correct the name.",
            S3FaultKind.Refused => AdviceForRefusal(body.Code),
            S3FaultKind.Elsewhere => AdviceForRegion(response, body),
            S3FaultKind.ClockSkew => $" This machine's clock says {_time.GetUtcNow():u}, the server's {response.Headers.Date:u}; set the one that is wrong.",
            S3FaultKind.Full => " There is no room left.",
            _ => "",
        };
        return new S3Exception(kind, $"{Describe(request)} was answered with {said}.{advice}", cause: null, RetryAfterOf(response));
    }

    private static S3FaultKind KindOf(HttpStatusCode status, string code) => (status, code) switch
    {
        (_, "NoSuchBucket") => S3FaultKind.BucketAbsent,
        (_, "RequestTimeTooSkewed") => S3FaultKind.ClockSkew,
        (_, "AuthorizationHeaderMalformed" or "PermanentRedirect" or "TemporaryRedirect" or "IllegalLocationConstraintException") => S3FaultKind.Elsewhere,
        (_, "SlowDown" or "InternalError" or "ServiceUnavailable" or "RequestTimeout" or "OperationAborted") => S3FaultKind.Transient,
        // Bytes that were mangled on the way; the staged file is what was signed.
        (_, "BadDigest" or "IncompleteBody" or "XAmzContentSHA256Mismatch") => S3FaultKind.Transient,
        (HttpStatusCode.InsufficientStorage, _) or (_, "QuotaExceeded" or "XMinioStorageFull") => S3FaultKind.Full,
        (HttpStatusCode.NotFound, _) => S3FaultKind.Absent,
        (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) => S3FaultKind.Refused,
        (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests, _) => S3FaultKind.Transient,
        (HttpStatusCode.NotImplemented, _) => S3FaultKind.Unexpected,
        ( >= HttpStatusCode.InternalServerError, _) => S3FaultKind.Transient,
        ( >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest, _) => S3FaultKind.Elsewhere,
        _ => S3FaultKind.Unexpected,
    };

    private string AdviceForRefusal(string code) => code switch
    {
        "InvalidAccessKeyId" => " The server does not know this access key.",
        "SignatureDoesNotMatch" => $" The secret key is wrong, or a proxy changes requests on their way (Host '{_address.Host}' is signed).",
        "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" => " The session token is not valid any more; put a new one into the credentials file.",
        _ => $" The key needs s3:ListBucket on bucket {_address.Bucket} and s3:GetObject, PutObject, DeleteObject and AbortMultipartUpload on what is in it.",
    };

    private string AdviceForRegion(HttpResponseMessage response, S3ErrorBody body)
    {
        var region = response.Headers.TryGetValues("x-amz-bucket-region", out var values) ? S3ErrorBody.Clip(values.First()) : body.Region;
        return region.Length > 0
            ? $" The bucket is in region {region}, requests are signed for {_region}: set region and endpoint to the bucket's."
            : $" The bucket is served at another address or region than {_address.Host} and {_region}: set region and endpoint to the bucket's.";
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => null,
    };
}
