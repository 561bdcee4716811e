using Slipway.Registry.Names;

namespace Slipway.Registry.Routing;

/// <summary>
/// Which of the specification's resources a path names (distribution-spec 1.1, "Endpoints"). Names are validated; references, digests and handles are
/// still text from outside.
/// </summary>
public abstract record RegistryRoute
{
    private RegistryRoute()
    {
    }

    /// <summary>The repository that the path names, or null for <see cref="Base"/> and <see cref="Catalog"/>.</summary>
    public virtual RepositoryName? Repository => null;

    /// <summary><c>/v2/</c>.</summary>
    public sealed record Base : RegistryRoute;

    /// <summary><c>/v2/_catalog</c>.</summary>
    public sealed record Catalog : RegistryRoute;

    /// <summary>A path below a repository.</summary>
    public abstract record InRepository(RepositoryName Name) : RegistryRoute
    {
        public override RepositoryName? Repository => Name;
    }

    /// <summary><c>/v2/NAME/tags/list</c>.</summary>
    public sealed record Tags(RepositoryName Name) : InRepository(Name);

    /// <summary><c>/v2/NAME/manifests/REFERENCE</c>, a tag or a digest.</summary>
    public sealed record Manifest(RepositoryName Name, string Reference) : InRepository(Name);

    /// <summary><c>/v2/NAME/blobs/DIGEST</c>.</summary>
    public sealed record Blob(RepositoryName Name, string Digest) : InRepository(Name);

    /// <summary><c>/v2/NAME/blobs/uploads/</c>.</summary>
    public sealed record Uploads(RepositoryName Name) : InRepository(Name);

    /// <summary><c>/v2/NAME/blobs/uploads/HANDLE</c>.</summary>
    public sealed record Upload(RepositoryName Name, string Handle) : InRepository(Name);

    /// <summary><c>/v2/NAME/referrers/DIGEST</c>.</summary>
    public sealed record Referrers(RepositoryName Name, string Digest) : InRepository(Name);
}
