using Slipway.Oci;

namespace Slipway.Images;

/// <summary>An image in the store.</summary>
/// <param name="Digest">The manifest's digest.</param>
/// <param name="Id">The configuration's digest, the image id.</param>
/// <param name="Platform">What the programs were built for.</param>
/// <param name="Names">Its names, possibly none.</param>
/// <param name="StoredBytes">Layers as the source stores them, whether or not they are kept here.</param>
/// <param name="RootfsBytes">What the converted layers take of the disk; null when the image has to be converted before it runs.</param>
/// <param name="SharedBytes">Of these, layers that other images here have too; null with <paramref name="RootfsBytes"/>.</param>
/// <param name="LastUsed">When it was last leased or released, or else pulled.</param>
/// <param name="Leases">The leases that hold it, possibly none.</param>
public sealed record ImageSummary(
    Digest Digest, Digest Id, Platform Platform, IReadOnlyList<ImageName> Names, long StoredBytes, long? RootfsBytes, long? SharedBytes, DateTimeOffset LastUsed,
    IReadOnlyList<ImageHolder> Leases);
