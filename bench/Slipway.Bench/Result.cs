namespace Slipway.Bench;

/// <summary>What one contender took, round by round.</summary>
internal sealed record Result(string Name, IReadOnlyList<TimeSpan> Times)
{
    public TimeSpan Median => At(0.5);

    public TimeSpan Fastest => At(0);

    public TimeSpan Slowest => At(1);

    private TimeSpan At(double quantile)
    {
        var sorted = Times.Order().ToArray();
        return sorted[(int)Math.Round((sorted.Length - 1) * quantile, MidpointRounding.AwayFromZero)];
    }
}
