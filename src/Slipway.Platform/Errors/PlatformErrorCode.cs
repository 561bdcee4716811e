namespace Slipway.Platform.Errors;

/// <summary>Why the platform refuses. Each is one word on the wire and one HTTP status.</summary>
internal enum PlatformErrorCode
{
    /// <summary>No token, or one that is unknown, expired or revoked: 401.</summary>
    Unauthorized,

    /// <summary>The token has not the scope for it; found out before anything is looked up: 403.</summary>
    ScopeMissing,

    /// <summary>The asker sees the object and is not high enough in it: 403.</summary>
    Forbidden,

    /// <summary>There is none, or none that the asker may know of: 404.</summary>
    NotFound,

    /// <summary>The body or the query was not understood: 400.</summary>
    Invalid,

    /// <summary>The body is longer than any valid one: 413.</summary>
    TooLarge,

    /// <summary>An organization or user has the name: 409.</summary>
    NameTaken,

    /// <summary>The object's state stands against it: 409.</summary>
    Conflict,

    /// <summary>The owner has as many as it may have: 409.</summary>
    LimitReached,

    /// <summary>The store's disk has no room left: 507.</summary>
    StorageFull,

    /// <summary>This platform is not set up for it: 501.</summary>
    Unsupported,
}
