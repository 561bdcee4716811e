namespace Slipway.Platform.Store;

/// <summary>A token, of a user or of an organization: exactly one of <see cref="UserId"/> and <see cref="OrganizationKey"/> is set.</summary>
internal sealed class TokenRow
{
    /// <summary>Part of the token's text; not secret.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret, 32 bytes. The secret itself is nowhere.</summary>
    public required byte[] SecretHash { get; init; }

    public long? UserId { get; init; }

    public UserRow? User { get; init; }

    public string? OrganizationKey { get; init; }

    public OrganizationRow? Organization { get; init; }

    /// <summary>Separated by blanks; see <see cref="Tokens.TokenScope"/>.</summary>
    public required string Scopes { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the hour; null: never.</summary>
    public DateTimeOffset? LastUsed { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
