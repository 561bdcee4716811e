using Slipway.Containerd.Snapshots;

namespace Slipway.Containerd.Tests.Daemon;

/// <summary>A snapshot's file system, mounted by mount(8) as the snapshotter says; unmounted by disposal.</summary>
internal sealed class MountedSnapshot : IAsyncDisposable
{
    private MountedSnapshot(string path) => Path = path;

    public string Path { get; }

    public static async Task<MountedSnapshot> MountAsync(IReadOnlyList<SnapshotMount> mounts, string path)
    {
        var mount = Assert.Single(mounts);
        Directory.CreateDirectory(path);
        await Shell.RunAsync(
            """if [ "$1" = bind ]; then mount --bind "$2" "$3"; else mount -t "$1" "$2" -o "$4" "$3"; fi""", mount.Type, mount.Source, path, string.Join(',', mount.Options));
        return new MountedSnapshot(path);
    }

    public async ValueTask DisposeAsync() => await Shell.RunAsync("""umount "$1" """, Path);
}
