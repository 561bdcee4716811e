namespace Slipway.Images.Snapshots;

/// <summary>
/// Gives machines filesystems of their own of an image that they share. A snapshot is created for each machine, from an image that is leased, and costs nothing
/// of the image's size; it is written to by nobody else, and what is written is in no other and not in the image. Its owner disposes it once the machine has
/// ended, and with that everything of it is gone; if its owner is killed, the kernel does the same, or whoever keeps the leases of such snapshots.
/// <code>
/// probe ─► can machines of this directory have them?        once, when one is chosen
/// create ─► verify ─► the machine starts ─► … ─► dispose     for each machine, any number at a time
/// </code>
/// The one that was chosen is disposed when no more machines are to start; those that run keep what they have.
/// Implementations keep the suite of <c>SnapshotterTests</c>. Safe for use by several threads.
/// </summary>
public interface ISnapshotter : IAsyncDisposable
{
    /// <summary>How people call it; lower case.</summary>
    string Name { get; }

    /// <summary>
    /// True: a snapshot is one device, the machine's whole root. False: it has the layers of the lease, in their order, and a writable device to be laid over
    /// them. A machine's devices have to be known before its snapshot is.
    /// </summary>
    bool GivesWholeRoot { get; }

    /// <summary>Looks whether it works here; changes nothing. Null when it does, else why not: one sentence without a full stop, for people.</summary>
    /// <param name="directory">In whose filesystem machines would have what they write; exists.</param>
    Task<string?> ProbeAsync(string directory, CancellationToken cancellationToken);

    /// <summary>Makes a snapshot, clean and complete; the caller disposes it. What fails or is cancelled leaves nothing.</summary>
    /// <param name="image">Leased by the caller for as long as the snapshot lives.</param>
    /// <exception cref="ImageException">
    /// <see cref="ImageErrorCode.DiskFull"/>; <see cref="ImageErrorCode.Damaged"/>; <see cref="ImageErrorCode.Unsupported"/>, as <see cref="ProbeAsync"/> would say.
    /// </exception>
    Task<Snapshot> CreateAsync(ImageLease image, SnapshotConfig config, CancellationToken cancellationToken);
}
