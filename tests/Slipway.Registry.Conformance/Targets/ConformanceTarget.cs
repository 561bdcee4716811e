namespace Slipway.Registry.Conformance.Targets;

/// <summary>One registry under test: where it is, how to log in, and what it is known to lack.</summary>
public sealed record ConformanceTarget
{
    /// <summary>The name of the report.</summary>
    public required string Name { get; init; }

    /// <summary>Scheme, host and port, without <c>/v2/</c>.</summary>
    public required Uri Base { get; init; }

    public AuthMode Auth { get; init; }

    /// <summary>Who may pull, push and delete; null where nobody needs to log in.</summary>
    public Credentials? User { get; init; }

    /// <summary>A user of another organization, from whom everything of <see cref="User"/> is hidden.</summary>
    public Credentials? OtherTenant { get; init; }

    /// <summary>Who may read the catalog; null where <see cref="User"/> may.</summary>
    public Credentials? Administrator { get; init; }

    /// <summary>What the registry lacks, each with its reason in one line.</summary>
    public IReadOnlyDictionary<Feature, string> Gaps { get; init; } = new Dictionary<Feature, string>();
}
