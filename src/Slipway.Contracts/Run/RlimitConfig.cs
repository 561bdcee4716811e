namespace Slipway.Contracts.Run;

/// <summary>One resource limit (getrlimit(2)).</summary>
public sealed record RlimitConfig
{
    /// <summary>The name as in OCI's runtime spec: <c>RLIMIT_NOFILE</c>; the prefix may be left out, case does not matter.</summary>
    public required string Type { get; init; }

    /// <summary>The value in force; <see cref="ulong.MaxValue"/> is no limit.</summary>
    public required ulong Soft { get; init; }

    /// <summary>The ceiling; <see cref="ulong.MaxValue"/> is no limit.</summary>
    public required ulong Hard { get; init; }
}
