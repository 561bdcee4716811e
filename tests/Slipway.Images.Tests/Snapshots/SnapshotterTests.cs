using System.Security.Cryptography;
using Slipway.Images.Snapshots;
using Slipway.Images.Store;
using Slipway.Images.Tests.Conversion;
using Slipway.Images.Tests.Store;

namespace Slipway.Images.Tests.Snapshots;

/// <summary>What every <see cref="ISnapshotter"/> keeps. Each runs on a filesystem of its own, where all that is left behind can be counted.</summary>
public abstract class SnapshotterTests : IAsyncLifetime
{
    private const long WritableBytes = 256 << 20;

    private HostFilesystem? _filesystem;

    /// <summary>The filesystem under the store and what machines write, as in <c>mkfs.KIND</c>.</summary>
    protected abstract string Kind { get; }

    /// <summary>How many are created at once.</summary>
    protected virtual int Crowd => 100;

    /// <summary>What machines write is as much as was asked for, and takes its room of the filesystem of <see cref="Kind"/>; else both are somebody else's affair.</summary>
    protected virtual bool TakesRoomHere => true;

    private string Root => _filesystem!.Path;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly (string, string) s_capability = ("security.capability", "\u0001\0\0\u0002\0\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0");

    private static IReadOnlyList<byte[]> Layers { get; } =
    [
        new LayerTar().Dir("./", 0x1ED).Dir("etc/").File("etc/os", "base").Dir("old/").File("old/file", "hidden").File("gone", "x").Dir("opaque/").File("opaque/below", "x").ToArray(),
        // Each entry as tar writes it: of a hard link with all of its file, and each directory that has something new.
        new LayerTar().Whiteout(".wh.gone").Dir("etc/").Dir("opaque/").Whiteout("opaque/.wh..wh..opq").File("opaque/above", "y").File("etc/os", "new")
            .File("bin/tool", new string('x', 9000), 0x9ED, 1000, LayerTar.DefaultMtime, s_capability)
            .HardLink("bin/again", "bin/tool", 0x9ED, 1000, s_capability).Symlink("bin/sh", new string('t', 200)).Device("null", '3', 1, 3).Fifo("pipe").ToArray(),
        new LayerTar().File("opt/app/file", "deep").Dir("old/", 0x1C0, 5, xattrs: [("user.n", "v")]).ToArray(),
    ];

    public virtual async ValueTask InitializeAsync() => _filesystem = await HostFilesystem.CreateAsync(Kind, 400);

    public async ValueTask DisposeAsync()
    {
        if (_filesystem is { } filesystem)
            await filesystem.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Create_Image_ShowsTheTreeUmociGivesAndIsClean()
    {
        Judges.Require();
        var store = new TestStore(Root);
        using var lease = await AcquireAsync(store);
        await using var snapshot = await CreateAsync(store, lease);
        snapshot.Verify();

        var actual = await SnapshotMount.ListAsync(snapshot);

        TreeListing.AssertEqual(await Judges.UmociAsync(Layers), actual, path => path is "." or "./bin" or "./opt" or "./opt/app");
    }

    [Fact]
    public async Task Create_TwoOfAnImage_SeeNothingOfEachOtherAndLeaveTheImage()
    {
        var store = new TestStore(Root);
        using var lease = await AcquireAsync(store);
        await using var first = await CreateAsync(store, lease);
        var before = await HashesAsync(store);
        await using var second = await CreateAsync(store, lease);

        await SnapshotMount.RunAsync(first, "echo mine > etc/os; rm bin/tool; head -c 5000000 /dev/urandom > new");
        Assert.Equal("new", (await SnapshotMount.RunAsync(second, "cat etc/os; test -e bin/tool; test ! -e new; echo theirs > etc/os")).Trim());
        Assert.Equal("mine", (await SnapshotMount.RunAsync(first, "cat etc/os; test ! -e bin/tool")).Trim());
        await using var third = await CreateAsync(store, lease);
        Assert.Equal("new", (await SnapshotMount.RunAsync(third, "cat etc/os; test ! -e new")).Trim());
        Assert.Equal(before, await HashesAsync(store));
        Assert.Equal(SnapshotterOf(store).GivesWholeRoot, first.Layers.Count == 0);
    }

    [Theory]
    [InlineData(16L << 20)]
    [InlineData((20L << 30) + 4096)]
    public async Task Create_OfASize_HasRoomForThat(long bytes)
    {
        Assert.SkipUnless(TakesRoomHere, "its devices have a size of their own");
        var store = new TestStore(Root);
        using var lease = await AcquireAsync(store);
        await using var snapshot = await SnapshotterOf(store).CreateAsync(lease, ConfigOf(bytes), Token);

        var free = long.Parse((await SnapshotMount.RunAsync(snapshot, "stat -f --format='%a %S' . | (read a s; echo $((a * s)))")).Trim(), System.Globalization.CultureInfo.InvariantCulture);

        // A filesystem needs some of it for itself, and a root is made of whole groups of 128 MiB.
        Assert.InRange(free, bytes * 92 / 100 - (4 << 20), bytes + (160L << 20));
    }

    [Fact]
    public async Task Create_ManyAtOnce_AllWorkAndNothingIsLeft()
    {
        var store = new TestStore(Root);
        using (var lease = await AcquireAsync(store))
        {
            var snapshots = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ => Task.Run(() => CreateAsync(store, lease))));
            foreach (var snapshot in snapshots)
                snapshot.Verify();
            Assert.Equal(Crowd, snapshots.Select(snapshot => File.ResolveLinkTarget($"/proc/self/fd/{snapshot.Writable.DangerousGetHandle()}", false)!.Name).Distinct().Count());
            var files = Files();
            foreach (var snapshot in snapshots)
            {
                await snapshot.DisposeAsync();
                await snapshot.DisposeAsync();
            }

            Assert.Equal(files, Files());
        }

        await AssertNothingIsOpenAsync(store);
    }

    [Fact]
    public async Task Create_Cancelled_LeavesNothing()
    {
        var store = new TestStore(Root);
        using (var lease = await AcquireAsync(store))
        {
            await using (await CreateAsync(store, lease))
            {
            }

            var files = Files();
            using var cancelled = new CancellationTokenSource();
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SnapshotterOf(store).CreateAsync(lease, ConfigOf(WritableBytes), cancelled.Token));
            using var later = new CancellationTokenSource();
            var begun = SnapshotterOf(store).CreateAsync(lease, ConfigOf(WritableBytes), later.Token);
            await later.CancelAsync();
            try
            {
                await (await begun).DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                // Those that take long are.
            }

            Assert.Equal(files, Files());
        }

        await AssertNothingIsOpenAsync(store);
    }

    [Fact]
    public async Task Create_DiskFull_SaysSoAndLeavesNothing()
    {
        Assert.SkipUnless(TakesRoomHere, "what its machines write lies elsewhere");
        var store = new TestStore(Root);
        using (var lease = await AcquireAsync(store))
        {
            await using (await CreateAsync(store, lease))
            {
            }

            await _filesystem!.FillAsync();
            var files = Files();

            var error = await Assert.ThrowsAsync<ImageException>(() => CreateAsync(store, lease));

            Assert.Equal(ImageErrorCode.DiskFull, error.Code);
            Assert.Contains(Root, error.Message, StringComparison.Ordinal);
            Assert.Equal(files, Files());
        }

        await AssertNothingIsOpenAsync(store);
    }

    [Fact]
    public async Task Image_Removed_TakesAllThatWasMadeForItAndLeavesSnapshots()
    {
        var store = new TestStore(Root);
        Snapshot snapshot;
        using (var lease = await AcquireAsync(store))
        {
            snapshot = await CreateAsync(store, lease);
        }

        await store.PruneAsync(TimeSpan.Zero);
        await using (snapshot)
        {
            if (SnapshotterOf(store).GivesWholeRoot)
                Assert.Equal("new", (await SnapshotMount.RunAsync(snapshot, "cat etc/os")).Trim());
        }

        Assert.Empty(store.RootfsFiles);
    }

    protected abstract ISnapshotter Create(ImageStore store);

    private ISnapshotter SnapshotterOf(TestStore store) => Create(store.Store);

    private SnapshotConfig ConfigOf(long bytes) => new(Root, bytes, DateTimeOffset.UnixEpoch);

    private Task<Snapshot> CreateAsync(TestStore store, ImageLease lease) => SnapshotterOf(store).CreateAsync(lease, ConfigOf(WritableBytes), Token);

    private static Task<ImageLease> AcquireAsync(TestStore store) => store.AcquireAsync(new FakeSource("a.example/app:1", FakeImage.Of(Layers, "snapshots")));

    private IReadOnlyList<string> Files() => [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static async Task<IReadOnlyList<string>> HashesAsync(TestStore store)
    {
        var hashes = new List<string>();
        foreach (var file in store.RootfsFiles.Order(StringComparer.Ordinal))
        {
            await using var content = File.OpenRead(file);
            hashes.Add($"{file} {Convert.ToHexString(await SHA256.HashDataAsync(content, Token))}");
        }

        return hashes;
    }

    private async Task AssertNothingIsOpenAsync(TestStore store)
    {
        Assert.Equal(0, store.OpenDescriptors);
        Assert.DoesNotContain(Root, await Shell.RunAsync("losetup --list --noheadings --output BACK-FILE || :"), StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync("/proc/self/mountinfo", Token), line => line.Contains(Root, StringComparison.Ordinal));
    }
}
