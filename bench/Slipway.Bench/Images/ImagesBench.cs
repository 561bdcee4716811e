using System.Globalization;
using Slipway.Images;

namespace Slipway.Bench.Images;

/// <summary>
/// Layers of real packages to something a machine boots from, beside those who unpack the same layers: only to look at them (igzip, zstd), into an EROFS
/// (mkfs.erofs of Debian trixie), into directories (containerd); and what a push leaves of it for the first start. All in turn; nobody syncs where the line does not say so.
/// </summary>
internal static class ImagesBench
{
    private const int Rounds = 5;
    private const string Peers = "artifacts/peers/trixie";

    /// <param name="rounds">How many count; null for as many as the table in the document needs.</param>
    public static async Task RunAsync(string root, string? rounds, CancellationToken cancellationToken)
    {
        var count = rounds is null ? Rounds : int.Parse(rounds, CultureInfo.InvariantCulture);
        var scratch = Path.Combine(root, "artifacts/bench/images");
        var stores = Enum.GetValues<LayerFormat>().Select(format => new SlipwayStore(Path.Combine(scratch, "store"), format)).ToList();
        var store = stores[0];
        var gzip = await BenchImage.OpenAsync(root, "stacked", cancellationToken);
        var zstd = await BenchImage.OpenAsync(root, "zstacked", cancellationToken);
        var changed = await BenchImage.OpenAsync(root, "changed", cancellationToken);
        var many = await BenchImage.OpenAsync(root, "many", cancellationToken);
        await using var containerd = await ContainerdPeer.TryStartAsync(Path.Combine(scratch, "containerd"), gzip, cancellationToken);

        var gzipped = await Comparison.RunAsync(
            [.. Gzip(root, stores, gzip), .. containerd is null ? Array.Empty<Contender>() : [new("containerd, overlayfs snapshots", containerd.UnpackAsync)]], count, cancellationToken);
        var formats = string.Join('\n', stores.Select(one => $"| {one.Format} | {one.LayerBytes >> 20} MiB | {one.ProcessorSeconds:F1} s |"));
        var zstded = await Comparison.RunAsync(
        [
            new("zstd -dc to /dev/null", token => EachAsync(zstd, layer => $"zstd -dc '{layer}' > /dev/null", token)),
            new("slipway, zstd layers → bootable", token => store.ConvertAsync(zstd, sync: false, token)),
        ], count, cancellationToken);
        var small = await Comparison.RunAsync(
        [
            new("igzip -dc of 100,000 files in one layer", token => EachAsync(many, layer => $"igzip -dc '{layer}' > /dev/null", token)),
            Erofs(root, many),
            new("slipway, the same → bootable", token => store.ConvertAsync(many, sync: false, token)),
            new("slipway, one more layer of 5 MB upon the cached image", token => store.ConvertUponAsync(gzip, changed, token)),
        ], count, cancellationToken);
        var pushes = await PushAsync(new PushRounds(root, Path.Combine(scratch, "slipwayd"), gzip), count, cancellationToken);
        var (slipway, pulled) = (Path.Combine(root, "bin/slipway"), Path.Combine(scratch, "pulled"));
        var gzipPeak = await PeakMemory.OfPullAsync(slipway, pulled, gzip, cancellationToken);
        var zstdPeak = await PeakMemory.OfPullAsync(slipway, pulled, zstd, cancellationToken);
        var manyPeak = await PeakMemory.OfPullAsync(slipway, pulled, many, cancellationToken);
        var text = $"""
            gzip, {gzip}:

            {Report.Table(gzipped)}
            zstd, {zstd}:

            {Report.Table(zstded)}
            {Report.Table(small)}
            {pushes}
            The gzip layers as each `--layer-format`:

            | format | on the disk | processor time |
            | --- | --- | --- |
            {formats}

            Peak resident memory of `slipway image pull`: {gzipPeak} MiB with the gzip layers, {zstdPeak} MiB with the zstd layers, {manyPeak} MiB with the 100,000 files.
            """;
        if (rounds is null)
            await Report.KeepAsync(Path.Combine(root, "docs/benchmarks.md"), "images", text, cancellationToken);
        else
            Console.WriteLine(text);
    }

    private static async Task<string> PushAsync(PushRounds push, int rounds, CancellationToken cancellationToken)
    {
        var results = await Comparison.RunAsync(
        [
            new("skopeo copy to slipwayd, which runs no machines", push.PushAsync),
            new("the same with role host, which converts meanwhile", push.PushAndConvertAsync),
            new("from that push's end until a machine could start", _ => Task.FromResult(push.LastWait)),
        ], rounds, cancellationToken);
        return $"{Report.Table(results)}\nTwo seconds after a push at most {push.MostLeft} layers were left to convert.";
    }

    private static IEnumerable<Contender> Gzip(string root, IReadOnlyList<SlipwayStore> stores, BenchImage image)
    {
        yield return new("igzip -dc to /dev/null", token => EachAsync(image, layer => $"igzip -dc '{layer}' > /dev/null", token));
        yield return Erofs(root, image);
        foreach (var store in stores)
        {
            yield return new($"slipway, gzip layers → bootable {store.Format}", token => store.ConvertAsync(image, sync: false, token));
            yield return new($"slipway, {store.Format}, and on the disk", token => store.ConvertAsync(image, sync: true, token));
        }
    }

    private static Contender Erofs(string root, BenchImage image)
    {
        var peer = Path.Combine(root, Peers);
        return new("igzip \\| mkfs.erofs --tar=f --sort=none", token => EachAsync(
            image, layer => $"rm -f '{peer}/tmp/layer'; igzip -dc '{layer}' | chroot '{peer}' mkfs.erofs --quiet --sort=none --tar=f /tmp/layer", token));
    }

    /// <summary>One pipeline after the other, in one shell.</summary>
    private static Task<TimeSpan> EachAsync(BenchImage image, Func<string, string> pipeline, CancellationToken cancellationToken) =>
        Command.TimeShellAsync(string.Join('\n', image.Layers.Select(pipeline)), cancellationToken);
}
