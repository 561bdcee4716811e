namespace Slipway.Platform.Repositories;

/// <summary>How recording a repository ended.</summary>
internal abstract record RecordOutcome
{
    private RecordOutcome()
    {
    }

    /// <summary>It is the organization's, from now on or already.</summary>
    public sealed record Recorded : RecordOutcome;

    /// <summary>The organization was deleted.</summary>
    public sealed record Gone : RecordOutcome;

    /// <summary>It would be a new one, and the organization has as many as it may.</summary>
    public sealed record Full(int Used, int Max) : RecordOutcome;
}
