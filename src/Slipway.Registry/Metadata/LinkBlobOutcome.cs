namespace Slipway.Registry.Metadata;

/// <summary>How adding a blob to a repository ended.</summary>
public abstract record LinkBlobOutcome
{
    private LinkBlobOutcome()
    {
    }

    /// <summary>The repository has it, durably.</summary>
    public sealed record Linked : LinkBlobOutcome;

    /// <summary>Nothing changed: the source does not have it (any more).</summary>
    public sealed record Absent : LinkBlobOutcome;

    /// <summary>Nothing changed: the organization's blobs would take more bytes than it may use.</summary>
    public sealed record OverQuota(long UsedBytes, long LimitBytes) : LinkBlobOutcome;

    /// <summary>Nothing changed: the repository does not exist yet, and the organization would have more than it may.</summary>
    public sealed record TooManyRepositories(int Used, int Limit) : LinkBlobOutcome;
}
