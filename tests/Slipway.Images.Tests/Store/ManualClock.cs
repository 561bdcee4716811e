namespace Slipway.Images.Tests.Store;

/// <summary>A clock that only the test moves.</summary>
internal sealed class ManualClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2031, 2, 3, 4, 5, 6, TimeSpan.Zero);

    /// <summary>Done once, when the time is next asked for.</summary>
    public Action? WhenAsked { get; set; }

    public override DateTimeOffset GetUtcNow()
    {
        var action = WhenAsked;
        WhenAsked = null;
        action?.Invoke();
        return Now;
    }
}
