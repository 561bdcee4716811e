using Slipway.Containerd.Snapshots;
using Slipway.Oci;

namespace Slipway.Containerd.Leases;

/// <summary>Something that a lease can hold, in containerd's words.</summary>
/// <param name="Type"><c>content</c>, <c>ingests</c> or <c>snapshots/NAME</c>.</param>
/// <param name="Id">A digest, the reference of an ingest, or a snapshot's key.</param>
public readonly record struct LeaseResource(string Type, string Id)
{
    /// <summary>A blob.</summary>
    public static LeaseResource OfContent(Digest digest) => new("content", digest.ToString());

    /// <summary>A snapshot, and with it those it is made on.</summary>
    public static LeaseResource OfSnapshot(string snapshotter, SnapshotKey key) => new("snapshots/" + snapshotter, key.ToString());
}
