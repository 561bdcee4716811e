using Slipway.Images.Rootfs;
using Slipway.Images.Tests.Conversion;
using Slipway.Linux.Files;

namespace Slipway.Images.Tests.Layers;

/// <summary>A leased image as a machine's kernel shows it.</summary>
internal static class OverlayMount
{
    private const long WritableBytes = 64 << 20;

    // $1 a folder, $2… the layers, topmost first; each mounted as init does it.
    private const string Script = """
        cd "$1"; shift
        trap 'umount -q root upper; for i in lower*; do umount -q "$i"; done' EXIT
        mkdir root upper
        mount -o loop writable upper
        lower=
        for layer in "$@"; do
          i=$((${i:-0} + 1))
          mkdir "lower$i"
          mount -o ro,loop,noatime "$layer" "lower$i"
          lower=${lower:+$lower:}lower$i
        done
        mount -t overlay -o "xino=on,lowerdir=$lower,upperdir=upper/upper,workdir=upper/work" overlay root
        """;

    public static async Task<SortedDictionary<string, string>> ListAsync(ImageLease lease)
    {
        foreach (RootfsLayer layer in lease.Layers)
            await E2fsck.AssertCleanAsync(layer.Path);
        using var directory = new TemporaryDirectory();
        using (var writable = WritableLayer.Create(directory.Path, WritableBytes, lease.Directories, DateTimeOffset.UnixEpoch))
            Assert.True(UnnamedFile.TryPublish(writable, directory["writable"]));
        await E2fsck.AssertCleanAsync(directory["writable"]);
        return await TreeListing.OfAsync(Script, directory.Path, [.. lease.Layers.Reverse().Select(layer => layer.Path)]);
    }
}
