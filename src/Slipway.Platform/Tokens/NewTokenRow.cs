using Slipway.Contracts.Platform;
using Slipway.Platform.Store;

namespace Slipway.Platform.Tokens;

/// <summary>Makes the row of a token.</summary>
internal static class NewTokenRow
{
    /// <summary>Adds it to the context. The token is seen here for the only time; the row has the hash of its secret.</summary>
    public static TokenText Add(PlatformContext context, TokenOwner owner, string name, IReadOnlyList<TokenScope> scopes, DateTimeOffset now, DateTimeOffset? expiresAt)
    {
        var token = TokenText.Create();
        context.Tokens.Add(new TokenRow
        {
            Id = token.Id,
            Name = name,
            SecretHash = token.HashSecret(),
            UserId = owner.UserId,
            OrganizationKey = owner.OrganizationKey,
            Scopes = TokenScope.Join(scopes),
            Created = now,
            ExpiresAt = expiresAt,
        });
        return token;
    }
}
