namespace Slipway.Daemon.Tests.Clients;

/// <summary>The kinds of images that clients must be able to push and pull.</summary>
public enum SeedKind
{
    /// <summary>An OCI image, layers by gzip.</summary>
    Oci,

    /// <summary>Docker's manifest, schema 2.</summary>
    Docker,

    /// <summary>An OCI image, layers by zstd.</summary>
    Zstd,

    /// <summary>An OCI index of two platforms.</summary>
    Index,
}
