namespace Slipway.Oci.Copies;

/// <summary>What is to be copied where. Names are those of <see cref="Sources.ImageSources"/>.</summary>
/// <param name="Source">Any of them.</param>
/// <param name="Destination">A registry's, or <c>oci:DIRECTORY[:REF]</c>, which is made or added to.</param>
/// <param name="Platform">The platform whose image is copied; null for all there is: an index with every manifest that it lists, or an artifact.</param>
/// <param name="Jobs">How many blobs at a time, from 1 to <see cref="MaxJobs"/>.</param>
public sealed record CopyRequest(string Source, string Destination, Platform? Platform, int Jobs)
{
    /// <summary>What a registry is commonly good for from one client.</summary>
    public const int DefaultJobs = 4;

    /// <summary>More would be an attack.</summary>
    public const int MaxJobs = 64;
}
