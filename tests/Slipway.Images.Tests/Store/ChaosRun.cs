using System.Globalization;
using Slipway.Images.Store;

namespace Slipway.Images.Tests.Store;

/// <summary>
/// Several processes pull, convert, lease, flatten, make snapshots, look, remove and prune in one data directory, and one after the other is killed (SIGKILL) at
/// some moment. <c>SLIPWAY_KILLS</c> says how often, <c>SLIPWAY_KILL_SEED</c> which moments; the seed is printed.
/// </summary>
/// <param name="store">Empty; collected to the last image in the end.</param>
/// <param name="snapshotter">As <see cref="ChaosChild.RunAsync"/> wants it.</param>
/// <param name="processes">How many there are at a time.</param>
internal sealed class ChaosRun(TestStore store, string snapshotter, int processes, ITestOutputHelper output)
{
    /// <summary>A process does something for at most as many lines, and then for at most as long, before it is killed.</summary>
    private const int MaxLines = 12;
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromMilliseconds(8);

    private readonly ImageStore _own = TestStore.Open(store.Directory, TimeProvider.System);

    /// <summary>After each kill whatever is there must be whole.</summary>
    /// <param name="usually">How many kills where nobody says.</param>
    public async Task KillAsync(int usually)
    {
        var kills = NumberOf("SLIPWAY_KILLS") ?? usually;
        var seed = NumberOf("SLIPWAY_KILL_SEED") ?? Environment.TickCount;
        output.WriteLine($"{kills} kills, SLIPWAY_KILL_SEED={seed}");
        using var undisturbed = new TestStore(isInMemory: true);
        var content = await ChaosContent.MakeAsync(undisturbed);
        await KillAsync(content, kills, new Random(seed));
        await content.AssertAllWholeAsync(_own);
        foreach (var lease in _own.ListLeases())
            _own.ReleaseLease(lease.Name);
        await _own.PruneAsync(new PruneOptions(TimeSpan.Zero), TestStore.Token);
    }

    private async Task KillAsync(ChaosContent content, int kills, Random random)
    {
#pragma warning disable CA5394 // Chance that can be had again is what is wanted.
        var running = Enumerable.Range(0, processes).Select(_ => new ChaosProcess(store.Directory, content, snapshotter, random.Next())).ToList();
        try
        {
            for (var kill = 0; kill < kills; kill++)
            {
                var victim = random.Next(processes);
                await running[victim].RunAsync(random.Next(1, MaxLines), s_longestDelay * random.NextDouble());
                await running[victim].KillAsync();
                running[victim].Dispose();
                running[victim] = new ChaosProcess(store.Directory, content, snapshotter, random.Next());
                await content.AssertAllWholeAsync(_own);
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
    }

    private static int? NumberOf(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
