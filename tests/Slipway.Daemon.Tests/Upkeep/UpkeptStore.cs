using Microsoft.Extensions.Time.Testing;
using Slipway.Daemon.Settings;
using Slipway.Daemon.Upkeep;
using Slipway.Images;
using Slipway.Images.Snapshots;
using Slipway.Images.Store;
using Slipway.Images.Tests.Store;
using Slipway.Linux.Files;

namespace Slipway.Daemon.Tests.Upkeep;

/// <summary>A real store in a directory of its own, on a disk of which nobody else uses anything, and the upkeep of it.</summary>
internal sealed class UpkeptStore : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(5);

    private readonly TemporaryDirectory _directory = new(isInMemory: true);
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly List<ImageLease> _leases = [];
    private ImageUpkeep? _upkeep;

    public UpkeptStore() => Store = new ImageStore(_directory.Path, _clock, LayerFormats.Default, () =>
    {
        Measuring();
        return new DiskSpace(UsedBytes, CapacityBytes - UsedBytes);
    });

    public ImageStore Store { get; }

    public UpkeepLog Log { get; } = new();

    /// <summary>How large the disk is.</summary>
    public long CapacityBytes { get; set; } = 1L << 40;

    /// <summary>Called when the disk is measured, on that thread.</summary>
    public Action Measuring { get; set; } = static () => { };

    public long UsedBytes => Directory.EnumerateFiles(_directory.Path, "*", SearchOption.AllDirectories).Sum(AllocatedSize.Of);

    /// <summary>A file in the data directory.</summary>
    public string this[string name] => _directory[name];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Brings images in, the first one's use a day before the second's, and so on.</summary>
    public async Task<IReadOnlyList<FakeImage>> PullDailyAsync(int count)
    {
        List<FakeImage> images = [.. Enumerable.Range(1, count).Select(seed => FakeImage.Create(seed))];
        foreach (var image in images)
        {
            (await PullAsync(image)).Dispose();
            _clock.Advance(TimeSpan.FromDays(1));
        }

        return images;
    }

    /// <summary>As a machine does; held until the end.</summary>
    public async Task<ImageLease> HoldAsync(FakeImage image)
    {
        var lease = await PullAsync(image);
        _leases.Add(lease);
        return lease;
    }

    /// <summary>An image is here and converted.</summary>
    public bool Has(FakeImage image) => Store.List().Images.Any(summary => summary.Digest == image.Resolved.Digest && summary.RootfsBytes is not null);

    /// <summary>The first round begins at once.</summary>
    public void Begin(int highPercent, int lowPercent, TimeSpan? unusedFor = null, string? containerdSocket = null)
    {
        var marks = new WaterMarks(DiskMark.OfPercent(highPercent), DiskMark.OfPercent(lowPercent));
        var containerd = new ContainerdReconciliation(Store, new(containerdSocket ?? this["no-such.sock"]), _clock);
        _upkeep = new ImageUpkeep(Store, containerd, new HostSettings(LayerFormats.Default, s_interval, new PruneOptions(unusedFor, marks)), _clock, Log);
        _upkeep.Begin();
    }

    /// <summary>Lets the next round begin.</summary>
    public void Wait() => _clock.Advance(s_interval);

    public async ValueTask EndAsync()
    {
        if (Interlocked.Exchange(ref _upkeep, null) is { } running)
            await running.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _leases.ForEach(lease => lease.Dispose());
        Log.Dispose();
        _directory.Dispose();
    }

    private Task<ImageLease> PullAsync(FakeImage image) => Store.AcquireAsync(
        new FakeSource($"a.example/{image.Resolved.Digest.Hex[..12]}:1", image), FakeImage.Amd64, PullPolicy.Missing, new Progress<ImageProgress>(), Token);
}
