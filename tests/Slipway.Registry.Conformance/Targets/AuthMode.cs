namespace Slipway.Registry.Conformance.Targets;

/// <summary>How a registry wants to know who asks.</summary>
public enum AuthMode
{
    /// <summary>Everybody may do everything.</summary>
    None,

    /// <summary>User and password in each request (RFC 7617).</summary>
    Basic,

    /// <summary>A token from the service that the challenge names (distribution, docs/spec/auth/token.md).</summary>
    Bearer,
}
