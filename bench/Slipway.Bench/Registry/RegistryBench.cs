using System.Collections.Concurrent;

namespace Slipway.Bench.Registry;

/// <summary>
/// Our registry and Debian's docker-registry under the same load, row by row and turn by turn. After a turn that has pushed, what was pushed is removed and the disk is
/// synced, so that no registry pays for what the other one left in memory.
/// </summary>
internal static class RegistryBench
{
    /// <summary>Beside one that warms up and does not count.</summary>
    private const int Rounds = 5;

    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(1.5);

    /// <param name="only">Part of the names of the rows that are wanted; null for all, which alone is kept in the document.</param>
    public static async Task RunAsync(string root, string? only, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(root, "artifacts/bench/registry");
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        var table = await CompareAsync(root, directory, only, cancellationToken);
        Directory.Delete(directory, recursive: true);
        if (only is null)
            await Report.KeepAsync(Path.Combine(root, "docs/benchmarks.md"), "registry", table.ToString(), cancellationToken);
    }

    private static async Task<RegistryTable> CompareAsync(string root, string directory, string? only, CancellationToken cancellationToken)
    {
        using var ours = await SlipwayRegistry.StartAsync(root, Path.Combine(directory, "slipwayd"), [], cancellationToken);
        using var theirs = await DebianRegistry.StartAsync(Path.Combine(directory, "docker-registry"), cancellationToken);
        var content = new Content();
        foreach (var target in (RegistryTarget[])[ours, theirs])
        {
            Console.Error.WriteLine($"filling {target.Name}");
            await content.PushAsync(target, cancellationToken);
        }

        using var rows = new Rows(content);
        var table = new RegistryTable();
        foreach (var row in rows.All().Where(row => row.Name.Contains(only ?? "", StringComparison.Ordinal)))
        {
            var turns = await RunAsync(row, [ours, theirs], cancellationToken);
            table.Add(row, turns[0], turns[1]);
            Console.Error.WriteLine(table.LastLine);
        }

        return table;
    }

    /// <summary>The median turn of each registry.</summary>
    private static async Task<IReadOnlyList<Turn>> RunAsync(Row row, IReadOnlyList<RegistryTarget> targets, CancellationToken cancellationToken)
    {
        var turns = targets.Select(_ => new List<Turn>(Rounds)).ToArray();
        for (var round = 0; round <= Rounds; round++)
        {
            for (var i = 0; i < targets.Count; i++)
            {
                var pushed = new ConcurrentBag<string>();
                var turn = Load.Run(row, targets[i], s_turn, pushed, cancellationToken);
                if (round > 0)
                    turns[i].Add(turn);
                if (pushed.IsEmpty)
                    continue;
                targets[i].Remove(pushed);
                await Command.RunAsync("sync", [], cancellationToken);
            }
        }

        return [.. turns.Select(Turn.MedianOf)];
    }
}
