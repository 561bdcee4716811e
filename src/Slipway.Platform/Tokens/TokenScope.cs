using System.Diagnostics.CodeAnalysis;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Platform.Tokens;

/// <summary>
/// One thing that a token may do. <c>push</c> and <c>delete</c> include <c>pull</c>, because clients look before they write; <c>admin</c> includes
/// everything, because it can make tokens of every other scope.
/// </summary>
/// <remarks>
/// <code>
/// scope   = "admin" / ( "pull" / "push" / "delete" ) [ ":" pattern ]
/// pattern = repository name / beginning of one "*"
/// </code>
/// </remarks>
internal sealed record TokenScope(string Text, RepositoryGrant Grant, bool IsAdmin)
{
    /// <summary>Scopes of one token.</summary>
    public const int MaxCount = 32;

    /// <summary>The scope that manages the owner's organizations.</summary>
    public static TokenScope Admin { get; } = new(AdminWord, new RepositoryGrant(Everything, RepositoryActions.All), IsAdmin: true);

    private const string AdminWord = "admin";
    private const string Everything = "*";

    /// <summary>Reads a scope strictly; false for anything else.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TokenScope? scope)
    {
        scope = null;
        if (text is null)
            return false;
        if (text == AdminWord)
        {
            scope = Admin;
            return true;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var actions = ActionsOf(colon < 0 ? text : text[..colon]);
        var pattern = colon < 0 ? Everything : text[(colon + 1)..];
        if (actions == RepositoryActions.None || !IsPattern(pattern))
            return false;
        scope = new TokenScope(text, new RepositoryGrant(pattern, actions), IsAdmin: false);
        return true;
    }

    /// <summary>Reads what <see cref="Join"/> wrote.</summary>
    public static IReadOnlyList<TokenScope> Split(string stored) =>
        [.. stored.Split(' ').Select(text => TryParse(text, out var scope) ? scope : throw new InvalidDataException($"the platform's store holds the token scope '{text}', which this version does not know."))];

    /// <summary>The scopes in one text, as stored.</summary>
    public static string Join(IEnumerable<TokenScope> scopes) => string.Join(' ', scopes.Select(scope => scope.Text));

    private static RepositoryActions ActionsOf(string word) => word switch
    {
        "pull" => RepositoryActions.Pull,
        "push" => RepositoryActions.Pull | RepositoryActions.Push,
        "delete" => RepositoryActions.Pull | RepositoryActions.Delete,
        _ => RepositoryActions.None,
    };

    private static bool IsPattern(string pattern)
    {
        if (!pattern.EndsWith('*'))
            return RepositoryName.TryParse(pattern, out _);
        var beginning = pattern[..^1];
        // What may follow makes any beginning of a name a name: "web-" is one of "web-a".
        return beginning.Length == 0 || RepositoryName.TryParse(beginning, out _) || RepositoryName.TryParse(beginning + "a", out _);
    }
}
