using System.Diagnostics.CodeAnalysis;

namespace Slipway.Registry.Names;

/// <summary>
/// A repository as it is stored: the organization's key, a slash, and the name its clients use: <c>k7q2m4x9d3f1/team/app</c>. It is never shown
/// to a client. Keys are random and never used again, so that an organization made anew under an old name finds nothing of the old one.
/// </summary>
public readonly record struct StoredName
{
    /// <summary>Characters of a key: 60 random bits as lower-case letters and digits, which every upstream registry takes as a path component.</summary>
    public const int KeyLength = 12;

    private StoredName(string value) => Value = value;

    /// <summary>The stored name, a valid repository name of any registry.</summary>
    public string Value { get; }

    /// <summary>The key of the organization that owns the repository.</summary>
    public string OrganizationKey => Value[..KeyLength];

    /// <summary>The name that clients of the organization use.</summary>
    public string External => Value[(KeyLength + 1)..];

    /// <summary>The repository <paramref name="name"/> of the organization with this key.</summary>
    /// <exception cref="ArgumentException">The key is none.</exception>
    public static StoredName Of(string organizationKey, RepositoryName name) => IsKey(organizationKey)
        ? new StoredName($"{organizationKey}/{name.Value}")
        : throw new ArgumentException($"an organization's key has {KeyLength} lower-case letters and digits.", nameof(organizationKey));

    /// <summary>Reads a stored name; false for anything else, including null.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out StoredName name)
    {
        name = default;
        if (text is null || text.Length <= KeyLength + 1 || text[KeyLength] != '/' || !IsKey(text.AsSpan(0, KeyLength))
            || !RepositoryName.TryParse(text[(KeyLength + 1)..], out _))
            return false;
        name = new StoredName(text);
        return true;
    }

    /// <summary>The stored name; for our own logs and files only.</summary>
    public override string ToString() => Value ?? "";

    private static bool IsKey(ReadOnlySpan<char> text)
    {
        if (text.Length != KeyLength)
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
                return false;
        }

        return true;
    }
}
