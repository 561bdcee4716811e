using System.Text;

namespace Slipway.Oci.Registry;

/// <summary>
/// One way in that a 401 offers (RFC 9110 §11.6.1; distribution's token authentication). Parsed from hostile text: bounded, and what
/// cannot be read ends the list instead of failing.
/// <code>
/// WWW-Authenticate: Bearer realm="https://auth.example/token",service="example",scope="repository:a/b:pull", Basic realm="x"
/// </code>
/// </summary>
internal sealed record AuthChallenge(string Scheme, string? Realm, string? Service, string? Scope)
{
    private const int MaxHeaderChars = 8192;
    private const int MaxChallenges = 16;

    public bool IsBearer => Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase);

    public bool IsBasic => Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads all challenges of all <c>WWW-Authenticate</c> headers, in order.</summary>
    public static IReadOnlyList<AuthChallenge> Parse(IEnumerable<string> headers)
    {
        var challenges = new List<AuthChallenge>();
        foreach (var header in headers)
            ParseHeader(header.Length <= MaxHeaderChars ? header : header[..MaxHeaderChars], challenges);
        return challenges;
    }

    private static void ParseHeader(string header, List<AuthChallenge> challenges)
    {
        var start = challenges.Count;
        for (var position = 0; challenges.Count <= MaxChallenges;)
        {
            SkipSeparators(header, ref position);
            var name = Token(header, ref position);
            if (name.Length == 0)
                return;

            if (!TrySkipEquals(header, ref position))
            {
                challenges.Add(new AuthChallenge(name, null, null, null));
                continue;
            }

            if (challenges.Count == start || Value(header, ref position) is not { } value)
                return;
            challenges[^1] = challenges[^1].With(name, value);
        }
    }

    /// <summary>The first of a repeated parameter counts.</summary>
    private AuthChallenge With(string name, string value) => name.ToLowerInvariant() switch
    {
        "realm" => this with { Realm = Realm ?? value },
        "service" => this with { Service = Service ?? value },
        "scope" => this with { Scope = Scope ?? value },
        _ => this,
    };

    private static void SkipSeparators(string header, ref int position)
    {
        while (position < header.Length && header[position] is ' ' or '\t' or ',')
            position++;
    }

    private static bool TrySkipEquals(string header, ref int position)
    {
        var after = position;
        while (after < header.Length && header[after] is ' ' or '\t')
            after++;
        if (after >= header.Length || header[after] != '=')
            return false;

        position = after + 1;
        while (position < header.Length && header[position] is ' ' or '\t')
            position++;
        return true;
    }

    private static string Token(string header, ref int position)
    {
        var start = position;
        while (position < header.Length && (char.IsAsciiLetterOrDigit(header[position]) || "!#$%&'*+-.^_`|~".Contains(header[position], StringComparison.Ordinal)))
            position++;
        return header[start..position];
    }

    /// <summary>A quoted string, or, as some servers write, anything up to a comma or blank; null for a quotation without end.</summary>
    private static string? Value(string header, ref int position)
    {
        if (position < header.Length && header[position] == '"')
            return Quoted(header, ref position);

        var start = position;
        while (position < header.Length && header[position] is not (' ' or '\t' or ','))
            position++;
        return header[start..position];
    }

    private static string? Quoted(string header, ref int position)
    {
        var value = new StringBuilder();
        for (position++; position < header.Length; position++)
        {
            if (header[position] == '"')
            {
                position++;
                return value.ToString();
            }

            if (header[position] == '\\' && position + 1 < header.Length)
                position++;
            value.Append(header[position]);
        }

        return null;
    }
}
