namespace Slipway.Registry.Access;

/// <summary>What can be done with a repository; the words of token scopes (distribution, docs/spec/auth/scope.md).</summary>
[Flags]
public enum RepositoryActions
{
    None = 0,

    /// <summary>Read blobs, manifests, tags and referrers.</summary>
    Pull = 1,

    /// <summary>Upload blobs, write manifests and tags.</summary>
    Push = 2,

    /// <summary>Remove tags, manifests and blobs.</summary>
    Delete = 4,

    All = Pull | Push | Delete,
}
