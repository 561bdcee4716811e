namespace Slipway.Oci.Registry;

/// <summary>What is wanted of a registry.</summary>
/// <param name="Repository">The repository, by which credentials are looked up.</param>
/// <param name="Scopes">What tokens are asked for, all that is ever asked; see <see cref="RegistryScope"/>.</param>
internal sealed record RegistryAccess(string Repository, IReadOnlyList<string> Scopes);
