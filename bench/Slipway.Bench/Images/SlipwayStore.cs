using System.Diagnostics;
using Slipway.Images;
using Slipway.Images.Store;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Bench.Images;

/// <summary>Our own contender: a store in a directory that is emptied where a round has to begin with nothing.</summary>
internal sealed class SlipwayStore(string directory, LayerFormat format = LayerFormats.Default) : IProgress<ImageProgress>
{
    private readonly List<double> _processorSeconds = [];

    /// <summary>Of user and kernel, for one conversion, the median.</summary>
    public double ProcessorSeconds => _processorSeconds.Order().ElementAt(_processorSeconds.Count / 2);

    /// <summary>What the layers of the last conversion took of the disk.</summary>
    public long LayerBytes { get; private set; }

    /// <summary>How people call what layers become here.</summary>
    public string Format => LayerFormats.NameOf(format);

    /// <summary>From an image's layers to a lease on an empty store, and, with <paramref name="sync"/>, on to the disk.</summary>
    public async Task<TimeSpan> ConvertAsync(BenchImage image, bool sync, CancellationToken cancellationToken)
    {
        Clear();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var time = await AcquireAsync(image, sync, cancellationToken);
        process.Refresh();
        _processorSeconds.Add((process.TotalProcessorTime - before).TotalSeconds);
        Clear();
        return time;
    }

    /// <summary>From the layers of an image to a lease, where those of another are converted and on the disk.</summary>
    public async Task<TimeSpan> ConvertUponAsync(BenchImage cached, BenchImage image, CancellationToken cancellationToken)
    {
        Clear();
        await AcquireAsync(cached, sync: true, cancellationToken);
        var time = await AcquireAsync(image, sync: false, cancellationToken);
        Clear();
        return time;
    }

    public void Report(ImageProgress value)
    {
    }

    private async Task<TimeSpan> AcquireAsync(BenchImage image, bool sync, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var store = new ImageStore(directory, TimeProvider.System, format);
        await using var source = ImageSources.Open("oci:" + image.Directory, ImageSourceOptions.Default);
        using var lease = await store.AcquireAsync(source, Platform.Current, PullPolicy.Always, this, cancellationToken);
        if (sync)
            await store.SyncAsync(cancellationToken);
        var time = Stopwatch.GetElapsedTime(start);
        LayerBytes = lease.Layers.Sum(layer => AllocatedSize.Of(layer.Path));
        return time;
    }

    private void Clear()
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }
}
