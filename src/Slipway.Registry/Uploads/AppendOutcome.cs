namespace Slipway.Registry.Uploads;

/// <summary>How adding a body to an upload ended. Whatever it was, the bytes up to the upload's length are kept.</summary>
internal enum AppendOutcome
{
    /// <summary>The whole body is there.</summary>
    Complete,

    /// <summary>The body goes on behind the most that was allowed.</summary>
    TooLong,

    /// <summary>The organization's open uploads would hold more bytes than it may use.</summary>
    OverBudget,
}
