namespace Slipway.Oci.Registry;

/// <summary>One thing to get from a repository.</summary>
/// <param name="Path">Where, under the registry's root.</param>
/// <param name="Subject">What it is, for messages.</param>
/// <param name="Accept">The media types wanted, best first; one header.</param>
/// <param name="From">The first byte wanted; 0 for all.</param>
internal sealed record RegistryGet(string Path, string Subject, string Accept, long From);
