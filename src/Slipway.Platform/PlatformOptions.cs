using Slipway.Registry.Access;

namespace Slipway.Platform;

/// <summary>How a platform is set up.</summary>
/// <param name="Directory">Where its store, the first token and the registry's secret are; made when missing.</param>
/// <param name="DefaultLimits">What a new organization may use.</param>
/// <param name="Time">The clock by which tokens expire.</param>
public sealed record PlatformOptions(string Directory, OrganizationLimits DefaultLimits, TimeProvider Time)
{
    /// <summary>Holds the token of the user <c>admin</c> after the first start; to be deleted once it was read.</summary>
    public string AdminTokenFile => Path.Combine(Directory, "admin.token");

    /// <summary>Holds the secret by which a registry that runs apart proves itself.</summary>
    public string RegistrySecretFile => Path.Combine(Directory, "registry.secret");
}
