using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Erofs.Compression;

/// <summary>The clusters of all compressed files, 12 bytes each, linked in the order of the file.</summary>
internal sealed class ClusterStore
{
    /// <summary>In place of the first cluster of a file that has none yet.</summary>
    private const uint Begun = uint.MaxValue;

    private readonly ChunkedArray<Cluster> _clusters = new();
    private uint _free;

    public ClusterStore() => _clusters.Add();

    /// <summary>Notes that a file is compressed.</summary>
    public static void Begin(ref InodeRecord file) => file.FirstCluster = Begun;

    public void Append(ref InodeRecord file, uint physical, byte blocks)
    {
        var index = _free;
        if (index != 0)
            _free = _clusters[index].Next;
        else
            index = _clusters.Add();
        _clusters[index] = new Cluster(physical, blocks, 0);
        if (file.LastCluster == 0)
            file.FirstCluster = index;
        else
            _clusters[file.LastCluster].Next = index;
        file.LastCluster = index;
    }

    public IEnumerable<Cluster> Of(InodeRecord file)
    {
        for (var index = file.FirstCluster == Begun ? 0 : file.FirstCluster; index != 0; index = _clusters[index].Next)
            yield return _clusters[index];
    }

    /// <summary>Gives the blocks of a file back.</summary>
    public void Free(ref InodeRecord file, FreeExtents freed)
    {
        foreach (var cluster in Of(file))
            freed.Add(cluster.Physical, cluster.Blocks);
        if (file.LastCluster != 0)
            (_clusters[file.LastCluster].Next, _free) = (_free, file.FirstCluster);
        (file.FirstCluster, file.LastCluster) = (0, 0);
    }
}
