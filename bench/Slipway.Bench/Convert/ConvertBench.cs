using System.Diagnostics;
using Slipway.Images;
using Slipway.Images.Conversion;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Bench.Convert;

/// <summary>
/// gzip layers to an image, beside <c>igzip -dc | mkfs.erofs --tar=f</c> of Debian trixie on the same layers: as it sorts by default, and as
/// a stream. Neither side syncs; the last line adds what publishing costs, the sync to disk included.
/// </summary>
internal static class ConvertBench
{
    private const int Rounds = 5;
    private const string Peers = "artifacts/peers/trixie";

    public static async Task RunAsync(string root, CancellationToken cancellationToken)
    {
        await using var source = ImageSources.Open("oci:" + Path.Combine(root, "artifacts/test-images/large"), ImageSourceOptions.Default);
        var image = await source.ResolveAsync(Platform.Current, cancellationToken);
        var layer = image.Manifest.Content.Layers.Single();
        var blob = Path.Combine(root, "artifacts/test-images/large/blobs", layer.Digest.Algorithm, layer.Digest.Hex);
        var chroot = Path.Combine(root, Peers);
        File.Copy(blob, Path.Combine(chroot, "tmp/layer.gz"), overwrite: true);
        var results = await Comparison.RunAsync(
        [
            new("igzip \\| mkfs.erofs --tar=f", token => ErofsAsync(chroot, "", token)),
            new("igzip \\| mkfs.erofs --tar=f --sort=none", token => ErofsAsync(chroot, "--sort=none", token)),
            new("slipway, gzip layer → ext4", token => ConvertAsync(root, source, image, sync: false, token)),
            new("slipway, and synced to disk", token => ConvertAsync(root, source, image, sync: true, token)),
            new("igzip -dc to /dev/null", token => Command.TimeShellAsync($"chroot '{chroot}' igzip -dc /tmp/layer.gz > /dev/null", token)),
        ], Rounds, cancellationToken);
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        var text = $"{Report.Table(results)}\nLayer: {layer.Size >> 20} MiB of gzip. Slipway's peak resident memory over all rounds: {peak} MiB.\n";
        await Report.KeepAsync(Path.Combine(root, "docs/benchmarks.md"), "convert", text, cancellationToken);
    }

    private static Task<TimeSpan> ErofsAsync(string chroot, string options, CancellationToken cancellationToken) =>
        Command.TimeShellAsync($"rm -f '{chroot}/tmp/image'; chroot '{chroot}' bash -o pipefail -ec 'igzip -dc /tmp/layer.gz | mkfs.erofs --quiet {options} --tar=f /tmp/image'", cancellationToken);

    private static async Task<TimeSpan> ConvertAsync(string root, IImageSource source, ResolvedImage image, bool sync, CancellationToken cancellationToken)
    {
        var path = Path.Combine(root, "artifacts/bench/image.ext4");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        var inputs = image.Manifest.Content.Layers.Select((layer, i) =>
            new LayerInput(layer.Digest.ToString(), layer.Size, image.Config.RootFs.DiffIds[i], token => source.OpenBlobAsync(layer, token))).ToList();
        var start = Stopwatch.GetTimestamp();
        using var output = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        await ImageConverter.ConvertAsync(output, inputs, LayerFormat.Ext4, new ConversionOptions(), new Progress<ConversionProgress>(), cancellationToken);
        if (sync)
            RandomAccess.FlushToDisk(output);
        return Stopwatch.GetElapsedTime(start);
    }
}
