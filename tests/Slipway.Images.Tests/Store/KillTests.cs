using System.Globalization;

namespace Slipway.Images.Tests.Store;

/// <summary>
/// Several processes pull, convert, lease, look, remove and prune in one data directory, and one after the other is killed (SIGKILL) at some moment.
/// <c>SLIPWAY_KILLS</c> says how often instead of 200, <c>SLIPWAY_KILL_SEED</c> which moments; the seed is printed.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 200;
    private const int Processes = 3;

    /// <summary>A process does something for at most as many lines, and then for at most as long, before it is killed.</summary>
    private const int MaxLines = 12;
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromMilliseconds(8);

    [Fact]
    public async Task Store_KilledAnywhere_LeasesNothingBrokenAndLeaksNothing()
    {
        var kills = NumberOf("SLIPWAY_KILLS") ?? Kills;
        var seed = NumberOf("SLIPWAY_KILL_SEED") ?? Environment.TickCount;
        output.WriteLine($"{kills} kills, SLIPWAY_KILL_SEED={seed}");
#pragma warning disable CA5394 // Chance that can be had again is what is wanted.
        var random = new Random(seed);
        using var store = new TestStore(isInMemory: true);
        using var undisturbed = new TestStore(isInMemory: true);
        var content = await ChaosContent.MakeAsync(undisturbed);
        var directory = store.Directory;
        var own = TestStore.Open(directory, TimeProvider.System);
        var running = Enumerable.Range(0, Processes).Select(_ => new ChaosProcess(directory, content, random.Next())).ToList();
        try
        {
            for (var kill = 0; kill < kills; kill++)
            {
                var victim = random.Next(Processes);
                await running[victim].RunAsync(random.Next(1, MaxLines), s_longestDelay * random.NextDouble());
                await running[victim].KillAsync();
                running[victim].Dispose();
                running[victim] = new ChaosProcess(directory, content, random.Next());
                await content.AssertAllWholeAsync(own);
            }
        }
        finally
        {
            foreach (var process in running)
            {
                await process.KillAsync();
                process.Dispose();
            }
        }
#pragma warning restore CA5394

        await content.AssertAllWholeAsync(own);
        foreach (var lease in own.ListLeases())
            own.ReleaseLease(lease.Name);
        await own.PruneAsync(new PruneOptions(TimeSpan.Zero), TestStore.Token);
        Assert.Equal([Path.Combine(directory, "images", ".lock")], Directory.GetFiles(directory, "*", SearchOption.AllDirectories));
    }

    private static int? NumberOf(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
