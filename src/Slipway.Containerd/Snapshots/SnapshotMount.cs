namespace Slipway.Containerd.Snapshots;

/// <summary>How to mount a snapshot, in the words of mount(8).</summary>
/// <param name="Type"><c>bind</c>, <c>overlay</c>, <c>ext4</c>, …</param>
/// <param name="Source">A directory, a device, or a word that means nothing (<c>overlay</c>).</param>
/// <param name="Options">The options, one each: <c>ro</c>, <c>lowerdir=…</c></param>
public sealed record SnapshotMount(string Type, string Source, IReadOnlyList<string> Options)
{
    private const string Devices = "/dev/";

    /// <summary>The block device of a snapshotter that makes one for each snapshot, such as devmapper; null for those that make directories.</summary>
    public string? BlockDevice => Type is not ("bind" or "rbind" or "overlay") && Source.StartsWith(Devices, StringComparison.Ordinal) ? Source : null;

    /// <summary>Whether it is to be mounted for reading only.</summary>
    public bool IsReadOnly => Options.Contains("ro");
}
