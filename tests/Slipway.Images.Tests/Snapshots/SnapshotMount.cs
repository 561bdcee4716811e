using Slipway.Images.Snapshots;
using Slipway.Images.Tests.Conversion;
using Slipway.Images.Tests.Layers;
using Slipway.Linux.Loops;

namespace Slipway.Images.Tests.Snapshots;

/// <summary>A snapshot as a machine's kernel shows it, mounted as init does it.</summary>
internal static class SnapshotMount
{
    // $1 a folder, $2 the writable device, $3… the layers, topmost first. Leaves the root in "root".
    private const string Script = """
        cd "$1"; writable=$2; shift 2
        trap 'umount -q root upper || :; for i in lower*; do umount -q "$i" || :; done' EXIT
        mkdir -p root upper
        if [ $# = 0 ]; then
          mount "$writable" root
        else
          mount "$writable" upper
          lower=
          for layer in "$@"; do
            i=$((${i:-0} + 1))
            mkdir -p "lower$i"
            mount -o ro,loop,noatime "$layer" "lower$i"
            lower=${lower:+$lower:}lower$i
          done
          mount -t overlay -o "xino=on,lowerdir=$lower,upperdir=upper/upper,workdir=upper/work" overlay root
        fi
        """;

    /// <summary>Its tree; their own checkers have found all its filesystems clean.</summary>
    public static async Task<SortedDictionary<string, string>> ListAsync(Snapshot snapshot)
    {
        foreach (var layer in snapshot.Layers)
            await LayerCheck.AssertCleanAsync(layer.Path);
        using var device = LoopDevice.Attach(snapshot.Writable, isReadOnly: false);
        await E2fsck.AssertCleanAsync(device.Path);
        using var folder = new TemporaryDirectory();
        return await TreeListing.OfAsync(Script, folder.Path, [device.Path, .. LayersOf(snapshot)]);
    }

    /// <summary>What a script prints that runs in its root.</summary>
    public static async Task<string> RunAsync(Snapshot snapshot, string script)
    {
        using var device = LoopDevice.Attach(snapshot.Writable, isReadOnly: false);
        using var folder = new TemporaryDirectory();
        return await Shell.RunAsync($"{Script}\n(cd root\n{script})", [folder.Path, device.Path, .. LayersOf(snapshot)]);
    }

    private static IEnumerable<string> LayersOf(Snapshot snapshot) => snapshot.Layers.Reverse().Select(layer => layer.Path);
}
