namespace Slipway.Platform.Organizations;

/// <summary>The grammar of the names of organizations and users, which share one space because every user has an organization of the same name.</summary>
/// <remarks>
/// <code>
/// name = 1*( a-z0-9 ) *( "-" 1*( a-z0-9 ) )    ; at most 40 characters
/// </code>
/// </remarks>
internal static class OrganizationName
{
    public const int MaxLength = 40;

    /// <summary>What a refused name is told.</summary>
    public const string Rule = "a name has 1 to 40 lower-case letters, digits and single hyphens inside";

    public static bool IsValid(string? text)
    {
        if (text is null || text.Length is 0 or > MaxLength || text[0] == '-' || text[^1] == '-' || text.Contains("--", StringComparison.Ordinal))
            return false;
        return text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
    }
}
