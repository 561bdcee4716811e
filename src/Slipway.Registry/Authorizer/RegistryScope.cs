using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Registry.Authorizer;

/// <summary>
/// One thing that a token may allow, as challenges and token requests spell it (distribution, docs/spec/auth/scope.md):
/// <code>
/// scope   = "repository:" name ":" actions / "registry:catalog:*"
/// actions = action *( "," action )          pull, push, delete, or * for all
/// </code>
/// </summary>
/// <param name="Name">The repository; null for the catalog.</param>
internal readonly record struct RegistryScope(RepositoryName? Name, RepositoryActions Actions)
{
    private const string CatalogScope = "registry:catalog:*";
    private const string RepositoryType = "repository:";

    /// <summary>Reading the catalog.</summary>
    public static RegistryScope Catalog { get; } = new(null, RepositoryActions.None);

    /// <summary>Reads a scope; false for one that means nothing here, which is no error: it is not granted.</summary>
    public static bool TryParse(string text, out RegistryScope scope)
    {
        scope = Catalog;
        if (text == CatalogScope)
            return true;
        var colon = text.LastIndexOf(':');
        if (!text.StartsWith(RepositoryType, StringComparison.Ordinal) || colon < RepositoryType.Length
            || !RepositoryName.TryParse(text[RepositoryType.Length..colon], out var name))
            return false;

        var actions = RepositoryActions.None;
        foreach (var action in text.AsSpan(colon + 1).Split(','))
            actions |= ParseAction(text.AsSpan(colon + 1)[action]);
        scope = new RegistryScope(name, actions);
        return actions != RepositoryActions.None;
    }

    /// <summary>One word of a scope; <see cref="RepositoryActions.None"/> for an unknown one.</summary>
    public static RepositoryActions ParseAction(ReadOnlySpan<char> action) => action switch
    {
        "pull" => RepositoryActions.Pull,
        "push" => RepositoryActions.Push,
        "delete" => RepositoryActions.Delete,
        "*" => RepositoryActions.All,
        _ => RepositoryActions.None,
    };

    /// <summary>The words for <paramref name="actions"/>.</summary>
    public static IEnumerable<string> Words(RepositoryActions actions)
    {
        if (actions.HasFlag(RepositoryActions.Pull))
            yield return "pull";
        if (actions.HasFlag(RepositoryActions.Push))
            yield return "push";
        if (actions.HasFlag(RepositoryActions.Delete))
            yield return "delete";
    }

    /// <summary>The scope as on the wire.</summary>
    public override string ToString() => Name is { } name ? $"{RepositoryType}{name.Value}:{string.Join(',', Words(Actions))}" : CatalogScope;
}
