namespace Slipway.Bench.Registry;

/// <summary>What one registry did of one row in one round.</summary>
/// <param name="Operations">Operations a second.</param>
/// <param name="Bytes">Content bytes a second.</param>
/// <param name="Median">The median operation.</param>
/// <param name="Slowest">The 99th percentile, which is the slowest of fewer than a hundred.</param>
internal sealed record Turn(double Operations, double Bytes, TimeSpan Median, TimeSpan Slowest)
{
    /// <summary>The median turn, figure by figure.</summary>
    public static Turn MedianOf(IReadOnlyList<Turn> turns) => new(
        At(turns.Select(turn => turn.Operations), 0.5), At(turns.Select(turn => turn.Bytes), 0.5), At(turns.Select(turn => turn.Median), 0.5), At(turns.Select(turn => turn.Slowest), 0.5));

    /// <summary>The value below which a part of the values lies (nearest rank).</summary>
    public static T At<T>(IEnumerable<T> values, double quantile)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * quantile) - 1)];
    }
}
