namespace Slipway.Oci.Registry;

/// <summary>What the search for credentials found: them, or <paramref name="Note"/>, why there are none and how to get some.</summary>
internal sealed record CredentialLookup(RegistryCredential? Credential, string Note);
