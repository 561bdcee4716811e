using Slipway.Oci.Manifests;

namespace Slipway.Oci.Copies;

/// <summary>Counts what a copy did, and passes its progress on. Thread safe.</summary>
internal sealed class CopyTally(IProgress<CopyProgress> progress)
{
    private long _copied;
    private long _mounted;
    private long _skipped;
    private int _leftOut;

    /// <summary>How many layers were left out.</summary>
    public int LeftOut => _leftOut;

    /// <summary>So many bytes of a blob are through.</summary>
    public void Note(Descriptor blob, long doneBytes) => progress.Report(new CopyProgress(CopyPhase.Copying, blob.Digest, doneBytes, blob.Size));

    /// <summary>A blob's part is over.</summary>
    public void End(Descriptor blob, CopyPhase phase)
    {
        _ = phase switch
        {
            CopyPhase.Copied => Interlocked.Add(ref _copied, blob.Size),
            CopyPhase.Mounted => Interlocked.Add(ref _mounted, blob.Size),
            CopyPhase.Exists => Interlocked.Add(ref _skipped, blob.Size),
            _ => Interlocked.Increment(ref _leftOut),
        };
        progress.Report(new CopyProgress(phase, blob.Digest, blob.Size, blob.Size));
    }

    public CopyReport Report(string name, PlannedManifest top) => new(name, top.Digest, top.MediaType, _copied, _mounted, _skipped);
}
