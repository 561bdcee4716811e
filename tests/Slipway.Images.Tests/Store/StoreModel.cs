using Slipway.Images.Layers;
using Slipway.Oci;

namespace Slipway.Images.Tests.Store;

/// <summary>A store, and beside it what is known of it. Each step checks what it did, and that whatever is held is whole.</summary>
internal sealed class StoreModel : IAsyncDisposable
{
    public const int ImageCount = 4;

    private readonly TestStore _store = new(isInMemory: true);
    private readonly FakeImage[] _images = [.. Enumerable.Range(0, ImageCount).Select(Create)];
    private readonly HashSet<int> _here = [];
    private readonly Dictionary<int, DateTimeOffset> _used = [];
    private readonly List<(int Image, ImageLease Lease)> _leases = [];
    private readonly Dictionary<LeaseName, int> _named = [];
    private (int Image, GatedPull Pull, List<Digest> Missing)? _pull;

    /// <summary>What can happen.</summary>
    public enum Step
    {
        Pull,
        Lease,
        EndLease,
        TakeNamed,
        ReleaseNamed,
        Remove,
        PruneGarbage,
        PruneOld,
        PruneAll,
        PruneForRoom,
        BeginPull,
        EndPull,
        Tick,
    }

    public async Task DoAsync(Step step, int image)
    {
        await (step switch
        {
            Step.Pull => PullAsync(image),
            Step.Lease => LeaseAsync(image),
            Step.EndLease => EndLeaseAsync(),
            Step.TakeNamed => TakeNamedAsync(image),
            Step.ReleaseNamed => ReleaseNamedAsync(image),
            Step.Remove => RemoveAsync(image),
            Step.PruneGarbage => PruneAsync(null),
            Step.PruneOld => PruneAsync(TimeSpan.FromDays(2)),
            Step.PruneAll => PruneAsync(TimeSpan.Zero),
            Step.PruneForRoom => PruneForRoomAsync(image),
            Step.BeginPull => BeginPullAsync(image),
            Step.EndPull => EndPullAsync(),
            _ => TickAsync(),
        });
        await CheckHeldAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndPullAsync();
        _leases.ForEach(held => held.Lease.Dispose());
        _store.Dispose();
    }

    /// <summary>Two share their lowest layer, two another; each has one of its own.</summary>
    private static FakeImage Create(int image) => FakeImage.Of([FakeImage.LayerOf(image / 2, 20_000), FakeImage.LayerOf(10 + image, 20_000)], $"model {image}");

    private static string NameOf(int image) => $"a.example/app:{image}";

    private static LeaseName NamedOf(int image) => LeaseName.Parse($"release-{image}");

    private bool IsHeld(int image) => _leases.Any(held => held.Image == image) || _named.ContainsValue(image) || _pull?.Image == image;

    private async Task PullAsync(int image)
    {
        if (_pull?.Image != image)
            (await AcquireAsync(image)).Dispose();
    }

    private async Task LeaseAsync(int image)
    {
        if (_pull?.Image != image)
            _leases.Add((image, await AcquireAsync(image)));
    }

    private Task EndLeaseAsync()
    {
        if (_leases.Count == 0)
            return Task.CompletedTask;
        var (image, lease) = _leases[0];
        _leases.RemoveAt(0);
        lease.Dispose();
        Use(image);
        return Task.CompletedTask;
    }

    private async Task TakeNamedAsync(int image)
    {
        if (_pull?.Image == image)
            return;
        using var lease = await AcquireAsync(image);
        _store.Store.TakeLease(NamedOf(image), lease);
        _named[NamedOf(image)] = image;
    }

    private Task ReleaseNamedAsync(int image)
    {
        Assert.Equal(_named.Remove(NamedOf(image)), _store.Store.ReleaseLease(NamedOf(image)));
        return Task.CompletedTask;
    }

    private Task RemoveAsync(int image)
    {
        if (!_here.Contains(image) || IsHeld(image))
        {
            var failure = Assert.Throws<ImageException>(() => _store.Store.Remove(NameOf(image)));
            Assert.Equal(_here.Contains(image) ? ImageErrorCode.InUse : ImageErrorCode.NotFound, failure.Code);
            return Task.CompletedTask;
        }

        Assert.Equal([_images[image].Resolved.Digest], _store.Store.Remove(NameOf(image)).Images);
        Forget([_images[image].Resolved.Digest]);
        CheckNothingLoose();
        return Task.CompletedTask;
    }

    private async Task PruneAsync(TimeSpan? age)
    {
        var now = _store.Clock.Now;
        var old = _here.Where(image => !IsHeld(image) && now - _used[image] >= age).OrderBy(image => _used[image]).Select(image => _images[image].Resolved.Digest).ToHashSet();
        var forecast = await _store.Store.PruneAsync(new PruneOptions(age, IsForecast: true), TestStore.Token);
        var report = await _store.PruneAsync(age);
        Assert.Equal(old, report.Images.ToHashSet());
        CheckForecast(forecast, report);
        CheckOrder(report);
        Forget(report.Images);
        CheckNothingLoose();
    }

    private async Task PruneForRoomAsync(int amount)
    {
        var wanted = amount * 30_000;
        var forecast = await _store.PruneAsync(wanted, isForecast: true);
        var report = await _store.PruneAsync(wanted);
        CheckForecast(forecast, report);
        CheckOrder(report);
        Forget(report.Images);
        // Either there is room, or nothing is left that could go.
        if (report.ReclaimedBytes < wanted)
            Assert.DoesNotContain(_here, image => !IsHeld(image));
        CheckNothingLoose();
    }

    private async Task BeginPullAsync(int image)
    {
        if (_pull is not null)
            return;
        var layers = _images[image].LayerList.Zip(_images[image].Resolved.Config.RootFs.DiffIds);
        List<Digest> missing = [.. layers.Where(layer => !IsConverted(layer.Second) && !IsBlob(layer.First.Digest)).Select(layer => layer.First.Digest)];
        var pull = new GatedPull(_store, NameOf(image), _images[image]);
        _pull = (image, pull, missing);
        await pull.HasBegunAsync();
    }

    private async Task EndPullAsync()
    {
        if (_pull is not var (image, pull, missing))
            return;
        using (await pull.EndAsync())
        {
            // What was here when it began was kept for it.
            Assert.Equal(missing.ToHashSet(), pull.Source.Opened.ToHashSet());
        }

        _pull = null;
        Use(image);
    }

    private Task TickAsync()
    {
        _store.Clock.Now += TimeSpan.FromDays(1);
        return Task.CompletedTask;
    }

    private async Task<ImageLease> AcquireAsync(int image)
    {
        var lease = await _store.AcquireAsync(new FakeSource(NameOf(image), _images[image]));
        Use(image);
        return lease;
    }

    private void Use(int image)
    {
        _here.Add(image);
        _used[image] = _store.Clock.Now;
    }

    private void Forget(IEnumerable<Digest> images) => _here.RemoveWhere(image => images.Contains(_images[image].Resolved.Digest));

    private bool IsConverted(Digest diffId) => File.Exists(Path.Combine(_store.Directory, "layers", LayerKey.OfLayer(diffId, WriterVersion.Of(LayerFormat.Ext4)).FileName + ".ext4"));

    private bool IsBlob(Digest blob) => File.Exists(Path.Combine(_store.Directory, "blobs", "sha256", blob.Hex));

    private async Task CheckHeldAsync()
    {
        foreach (var layer in _leases.SelectMany(held => held.Lease.Layers))
            Assert.True(File.Exists(layer.Path), layer.Path);
        foreach (var image in _named.Values)
        {
            using var lease = await _store.Store.TryLeaseAsync("named", _images[image].Resolved.Digest, FakeImage.Amd64, TestStore.Token);
            Assert.NotNull(lease);
            _used[image] = _store.Clock.Now;
        }
    }

    private void CheckForecast(RemovalReport forecast, RemovalReport report)
    {
        // What a pull keeps that has no name yet cannot be told from garbage without asking for it.
        if (_pull is null)
            Assert.Equivalent(forecast, report, strict: true);
    }

    private void CheckOrder(RemovalReport report)
    {
        var times = report.Images.Select(digest => _used[Array.FindIndex(_images, image => image.Resolved.Digest == digest)]).ToList();
        Assert.Equal(times.Order(), times);
    }

    /// <summary>Every file belongs to an image that is here or to the pull.</summary>
    private void CheckNothingLoose()
    {
        var known = _here.Concat(_pull is var (image, _, _) ? [image] : []).Select(image => _images[image].Resolved).ToList();
        var blobs = known.SelectMany(image => image.Manifest.Content.Layers.Select(layer => layer.Digest).Append(image.Digest).Append(image.Manifest.Content.Config.Digest));
        Assert.Empty(_store.BlobFiles.Select(file => Path.GetFileName(file)).Except(blobs.Select(blob => blob.Hex)));
        var layers = known.SelectMany(image => image.Config.RootFs.DiffIds).Select(diffId => LayerKey.OfLayer(diffId, WriterVersion.Of(LayerFormat.Ext4)).FileName + ".ext4");
        Assert.Empty(_store.RootfsFiles.Select(file => Path.GetFileName(file)).Except(layers));
        Assert.Equal(_here.Count, Directory.GetFiles(Path.Combine(_store.Directory, "names")).Length);
    }
}
