using Slipway.Registry.Authorizer;

namespace Slipway.Registry.Tokens;

/// <summary>What a token of ours says. Names in it are those that clients use.</summary>
/// <param name="Id">This token's own id (jti).</param>
/// <param name="TokenId">The platform's token it was made from (tid), by whose revocation it ends too.</param>
/// <param name="Subject">On whose behalf (sub).</param>
/// <param name="IssuedAt">iat and nbf, whole seconds.</param>
/// <param name="ExpiresAt">exp, whole seconds.</param>
/// <param name="Access">What it allows at most.</param>
internal sealed record TokenClaims(
    string Id, string TokenId, string Subject, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, IReadOnlyList<RegistryScope> Access);
