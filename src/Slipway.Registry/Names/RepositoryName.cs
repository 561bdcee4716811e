using System.Diagnostics.CodeAnalysis;

namespace Slipway.Registry.Names;

/// <summary>
/// A repository as a client names it, without the registry's host: <c>app</c>, <c>team/app</c>. Two organizations may each have one of the same
/// name; only together with an organization it says which repository is meant (<see cref="StoredName"/>).
/// </summary>
/// <remarks>
/// <code>
/// name      = component *( "/" component )
/// component = 1*( a-z0-9 ) *( ( "." / "_" / "__" / 1*"-" ) 1*( a-z0-9 ) )
/// </code>
/// Source: distribution-spec 1.1, "Pulling manifests".
/// </remarks>
public readonly record struct RepositoryName
{
    /// <summary>Most characters. Clients refuse host and name above 255 together, and a stored name is longer by the organization's key.</summary>
    public const int MaxLength = 200;

    private RepositoryName(string value) => Value = value;

    /// <summary>The name as on the wire.</summary>
    public string Value { get; }

    /// <summary>Reads a name strictly; false for anything outside the grammar, including null.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RepositoryName name)
    {
        name = default;
        if (!RepositoryGrammar.IsName(text, MaxLength))
            return false;
        name = new RepositoryName(text!);
        return true;
    }

    /// <summary>The name as on the wire.</summary>
    public override string ToString() => Value ?? "";
}
