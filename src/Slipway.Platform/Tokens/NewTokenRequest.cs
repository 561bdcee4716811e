using Slipway.Contracts.Platform;
using Slipway.Platform.Errors;

namespace Slipway.Platform.Tokens;

/// <summary>A token as it was asked for, checked.</summary>
/// <param name="Lifetime">Null: for ever.</param>
internal sealed record NewTokenRequest(string Name, IReadOnlyList<TokenScope> Scopes, TimeSpan? Lifetime)
{
    private const int MaxNameLength = 100;

    /// <summary>Ten years.</summary>
    private const long MaxLifetimeSeconds = 10L * 365 * 24 * 3600;

    /// <summary>Checks what a client asks for.</summary>
    /// <exception cref="PlatformException">Something of it cannot be.</exception>
    public static NewTokenRequest Of(NewToken asked)
    {
        if (asked.Name.Length is 0 or > MaxNameLength || asked.Name.Any(char.IsControl))
            throw new PlatformException(PlatformErrorCode.Invalid, $"the name of a token has 1 to {MaxNameLength} printable characters.");
        if (asked.Scopes.Count is 0 or > TokenScope.MaxCount)
            throw new PlatformException(PlatformErrorCode.Invalid, $"a token has 1 to {TokenScope.MaxCount} scopes, not {asked.Scopes.Count}.");
        if (asked.ExpiresInSeconds is <= 0 or > MaxLifetimeSeconds)
            throw new PlatformException(PlatformErrorCode.Invalid, $"a token lives 1 to {MaxLifetimeSeconds} seconds; leave expires_in_seconds out for ever.");
        var scopes = asked.Scopes.Select((text, index) => TokenScope.TryParse(text, out var scope)
            ? scope
            : throw new PlatformException(PlatformErrorCode.Invalid, $"scope {index + 1} is not one: pull, push or delete, each alone or with a repository as in push:web-*, or admin.")).ToList();
        return new NewTokenRequest(asked.Name, scopes, asked.ExpiresInSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }
}
