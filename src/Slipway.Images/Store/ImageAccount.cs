using Slipway.Images.Names;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <summary>One image of a <see cref="Ledger"/>.</summary>
/// <param name="Image">Which.</param>
/// <param name="Names">Its names, possibly none.</param>
/// <param name="Leases">The leases that hold it, possibly none.</param>
/// <param name="LastUsed">When it was last leased or released, or else pulled.</param>
/// <param name="Needs">Its blobs and converted layers, here or not.</param>
/// <param name="Stack">Those of them that a machine runs from.</param>
/// <param name="Spare">The compressed layers that it runs without.</param>
internal sealed record ImageAccount(
    ResolvedImage Image, IReadOnlyList<KnownName> Names, IReadOnlyList<NamedLease> Leases, DateTimeOffset LastUsed,
    IReadOnlySet<StoreObject> Needs, IReadOnlyList<StoreObject> Stack, IReadOnlySet<StoreObject> Spare)
{
    public Digest Digest => Image.Digest;

    public IReadOnlyList<ImageHolder> LeaseHolders => [.. Leases.Select(lease => new ImageHolder(ImageHolderKind.Lease, lease.Name))];
}
