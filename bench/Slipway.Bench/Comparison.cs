namespace Slipway.Bench;

/// <summary>
/// Runs contenders in turn (A B C A B C …), so that whatever else the machine does falls on all of them alike, after one round that does
/// not count.
/// </summary>
internal static class Comparison
{
    public static async Task<IReadOnlyList<Result>> RunAsync(IReadOnlyList<Contender> contenders, int rounds, CancellationToken cancellationToken)
    {
        var times = contenders.Select(_ => new List<TimeSpan>(rounds)).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < contenders.Count; i++)
            {
                var time = await contenders[i].RunAsync(cancellationToken);
                Console.Error.WriteLine($"{(round == 0 ? "warm-up" : $"round {round}")}: {contenders[i].Name}: {time.TotalMilliseconds:F1} ms");
                if (round > 0)
                    times[i].Add(time);
            }
        }

        return [.. contenders.Zip(times, (contender, list) => new Result(contender.Name, list))];
    }
}
