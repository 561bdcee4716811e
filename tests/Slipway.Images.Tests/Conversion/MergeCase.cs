namespace Slipway.Images.Tests.Conversion;

/// <summary>
/// Layers and what they merge to: the tree umoci makes of them or, where umoci is no good judge, the tree umoci makes of
/// <see cref="SameAs"/>, simpler layers about which nobody can disagree.
/// </summary>
internal sealed record MergeCase(params LayerTar[] Layers)
{
    /// <summary>Layers that must give the same tree.</summary>
    public LayerTar[]? SameAs { get; init; }

    /// <summary>Why umoci's tree of the layers themselves is not asked.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Paths whose time no entry says, so that umoci gives them the current one.</summary>
    public string[] AnyTime { get; init; } = [];

    /// <summary>Another format gives another tree.</summary>
    public bool IsOfExt4 { get; init; }

    public IReadOnlyList<byte[]> Tars => [.. Layers.Select(l => l.ToArray())];

    public IReadOnlyList<byte[]> JudgeTars => [.. (SameAs ?? Layers).Select(l => l.ToArray())];
}
