namespace Slipway.Platform.Errors;

/// <summary>Ends a request with a refusal, wherever it was thrown. The message is for the client and names nothing that the client may not know.</summary>
internal sealed class PlatformException(PlatformErrorCode code, string message) : Exception(message)
{
    public PlatformErrorCode Code { get; } = code;

    /// <summary>The code as on the wire.</summary>
    public string WireCode => Code switch
    {
        PlatformErrorCode.Unauthorized => "unauthorized",
        PlatformErrorCode.ScopeMissing => "scope_missing",
        PlatformErrorCode.Forbidden => "forbidden",
        PlatformErrorCode.NotFound => "not_found",
        PlatformErrorCode.Invalid => "invalid",
        PlatformErrorCode.TooLarge => "too_large",
        PlatformErrorCode.NameTaken => "name_taken",
        PlatformErrorCode.Conflict => "conflict",
        PlatformErrorCode.LimitReached => "limit_reached",
        PlatformErrorCode.StorageFull => "storage_full",
        _ => "unsupported",
    };

    /// <summary>The HTTP status that goes with the code.</summary>
    public int Status => Code switch
    {
        PlatformErrorCode.Unauthorized => 401,
        PlatformErrorCode.ScopeMissing or PlatformErrorCode.Forbidden => 403,
        PlatformErrorCode.NotFound => 404,
        PlatformErrorCode.Invalid => 400,
        PlatformErrorCode.TooLarge => 413,
        PlatformErrorCode.Unsupported => 501,
        PlatformErrorCode.StorageFull => 507,
        _ => 409,
    };
}
