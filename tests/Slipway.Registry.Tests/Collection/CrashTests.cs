using System.Diagnostics;
using System.Globalization;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Collection;

/// <summary>A process that pushes, deletes and collects is killed again and again on the same directory.</summary>
public sealed class CrashTests
{
    /// <summary>How often, where nothing else is said.</summary>
    private const int DefaultKills = 30;

    private const string KillsVariable = "SLIPWAY_TEST_KILLS";

    /// <summary>A kill comes after at most so many lines.</summary>
    private const int MaxLines = 40;

    private readonly Dictionary<Digest, int> _acknowledged = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Push_KilledAnywhere_LosesNothingAcknowledgedAndLeavesNoOrphan()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable(KillsVariable), CultureInfo.InvariantCulture, out var wanted) ? wanted : DefaultKills;
        var random = new Random(7);
        using var directory = new TemporaryDirectory();
        for (var kill = 0; kill < kills; kill++)
        {
            await RunAndKillAsync(directory.Path, kill, random.Next(MaxLines));
            await CheckAsync(directory.Path, collect: kill % 5 == 4 || kill == kills - 1);
        }

        Assert.NotEmpty(_acknowledged);
    }

    private async Task RunAndKillAsync(string directory, int seed, int lines)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Slipway.Registry.Tests");
        string[] arguments = [PushingChild.Verb, directory, seed.ToString(CultureInfo.InvariantCulture)];
        using var child = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        try
        {
            for (var line = 0; line <= lines; line++)
            {
                var text = await child.StandardOutput.ReadLineAsync(Token);
                Assert.True(text is not null, "the child ended by itself: a blob was missing, or see its standard error");
                Note(text);
            }
        }
        finally
        {
            child.Kill();
        }

        while (await child.StandardOutput.ReadLineAsync(Token) is { } rest)
            Note(rest);
        await child.WaitForExitAsync(Token);
    }

    /// <summary>A manifest whose removal was asked for may be there or not.</summary>
    private void Note(string line)
    {
        // The last line may be cut off: then it was not acknowledged.
        if (line.Split(' ') is not [var what, var pusher, var text] || !Digest.TryParse(text, out var digest))
            return;
        if (what == PushingChild.Stored)
            _acknowledged[digest] = int.Parse(pusher, CultureInfo.InvariantCulture);
        else
            _acknowledged.Remove(digest);
    }

    private async Task CheckAsync(string directory, bool collect)
    {
        await using var registry = await TestRegistry.OpenAsync(directory, TimeProvider.System, TestRegistry.Zero, Token);
        if (collect)
            Assert.Equal(0, (await registry.Collector.CollectAsync(Token)).MissingBlobs);
        foreach (var (digest, pusher) in _acknowledged)
        {
            var manifest = registry.Database.FindManifest(PushingChild.RepositoryOf(pusher), digest);
            Assert.True(manifest is not null, $"{digest} of pusher {pusher} was acknowledged and is gone");
            await registry.AssertCompleteAsync(PushingChild.RepositoryOf(pusher), manifest, Token);
        }

        if (collect)
            Assert.Equal(await ListNeededAsync(registry), await registry.ListStoreAsync(Token));
    }

    private static async Task<HashSet<Digest>> ListNeededAsync(TestRegistry registry)
    {
        var needed = new HashSet<Digest>();
        for (var pusher = 0; pusher < PushingChild.Pushers; pusher++)
        {
            var repository = PushingChild.RepositoryOf(pusher);
            foreach (var tag in registry.Database.ListTags(repository, null, int.MaxValue - 1)?.Items ?? [])
            {
                var manifest = registry.Database.FindManifest(repository, tag)!;
                await registry.AssertCompleteAsync(repository, manifest, Token);
                foreach (var line in System.Text.Encoding.UTF8.GetString(manifest.Bytes.Span).Split('\n').Skip(1))
                    needed.Add(Digest.Parse(line));
            }
        }

        return needed;
    }
}
