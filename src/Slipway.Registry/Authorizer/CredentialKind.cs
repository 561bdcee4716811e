namespace Slipway.Registry.Authorizer;

/// <summary>What was found where credentials belong.</summary>
internal enum CredentialKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Something that is no credential.</summary>
    Malformed,

    Basic,

    Bearer,
}
