using Slipway.Registry.Names;

namespace Slipway.Registry.Access;

/// <summary>
/// Leave to do <paramref name="Actions"/> in the repositories that <paramref name="Pattern"/> names: a repository name, or the beginning of one and
/// a final <c>*</c>; <c>*</c> alone is every repository of the organization.
/// </summary>
public sealed record RepositoryGrant(string Pattern, RepositoryActions Actions)
{
    /// <summary>True when the pattern covers <paramref name="name"/>.</summary>
    public bool Covers(RepositoryName name) => Pattern.EndsWith('*')
        ? name.Value.AsSpan().StartsWith(Pattern.AsSpan(0, Pattern.Length - 1), StringComparison.Ordinal)
        : string.Equals(Pattern, name.Value, StringComparison.Ordinal);
}
