using System.Diagnostics;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>Decompression bombs: layers of a few MiB that unpack to more than the 4 GiB or the 250 000 files that are allowed to one of their size.</summary>
public sealed class BombTests(Tenants tenants) : IClassFixture<Tenants>
{
    public static TheoryData<string> Kinds => ["zstd", "entries", "gzip"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Layer_ThatUnpacksToTooMuch_IsRefusedWithItsManifest(string kind)
    {
        var config = Pushes.NewBytes();
        await tenants.Owner.PushBlobAsync("app", config);
        var (bomb, limit) = kind switch
        {
            "zstd" => (Bombs.Zstd(65L << 30), "4294967296 unpacked bytes"),
            "gzip" => (Bombs.Gzip(9L << 30), "4294967296 unpacked bytes"),
            _ => (Bombs.Entries(300_000), "250000 files"),
        };
        var before = tenants.Daemon.PeakMemoryBytes;

        var started = Stopwatch.GetTimestamp();
        await tenants.Owner.PushBlobAsync("app", bomb);
        var answer = await tenants.Owner.ExpectAsync(400, "PUT /v2/app/manifests/bomb", Pushes.ImageOf(config, bomb), Pushes.Manifest);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kind}: {bomb.Length >> 10} KiB refused after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, peak memory {(tenants.Daemon.PeakMemoryBytes - before) >> 20} MiB more");
        Assert.Contains(Pushes.DigestOf(bomb).ToString(), answer.Text, StringComparison.Ordinal);
        Assert.Contains(limit, answer.Text, StringComparison.Ordinal);
        await tenants.Owner.ExpectAsync(404, "GET /v2/app/manifests/bomb");
        Assert.InRange(tenants.Daemon.PeakMemoryBytes - before, 0, bomb.Length + (64L << 20));
    }
}
