using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Slipway.Platform.Store;

namespace Slipway.Platform.Access;

/// <summary>Finds tokens by their id, from memory where it can. Whoever changes a token, its owner or its organization tells it after the commit.</summary>
internal sealed partial class TokenCache(PlatformDatabase database, TimeProvider time, ILogger<TokenCache> log)
{
    private const int MaxTokens = 20_000;

    private readonly GenerationCache<string, LiveToken> _tokens = new(MaxTokens);

    /// <summary>The token with this id; null when there is none, or it is expired or revoked. Unknown ids are not remembered: anybody can invent them.</summary>
    public ValueTask<LiveToken?> FindAsync(string id, CancellationToken cancellationToken) =>
        _tokens.Find(id) is { } token ? new(token.IsExpired(time.GetUtcNow()) ? null : token) : LoadAsync(id, cancellationToken);

    /// <summary>The token with this id, if the hash is its secret's. That it is used is written down to the hour; a store that cannot be written stops nobody.</summary>
    public async ValueTask<LiveToken?> VerifyAsync(string id, byte[] secretHash, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } token || !token.HasSecret(secretHash))
            return null;
        var now = time.GetUtcNow();
        if (token.ClaimsUse(now))
            await WriteUseAsync(id, now, cancellationToken);
        return token;
    }

    public void ForgetToken(string id) => _tokens.Forget((key, _) => key == id);

    public void ForgetOrganization(string organizationKey) => _tokens.Forget((_, token) => token.Caller.OrganizationKey == organizationKey);

    private async ValueTask<LiveToken?> LoadAsync(string id, CancellationToken cancellationToken)
    {
        var generation = _tokens.Generation;
        await using var context = database.CreateDbContext();
        var row = await context.Tokens.AsNoTracking().Include(token => token.Organization).Include(token => token.User!.Organization)
            .SingleOrDefaultAsync(token => token.Id == id && token.RevokedAt == null, cancellationToken);
        if (row is null || row.ExpiresAt <= time.GetUtcNow())
            return null;
        var live = LiveToken.Of(row);
        _tokens.Remember(id, live, generation);
        return live;
    }

    private async Task WriteUseAsync(string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(
                context => context.Tokens.Where(token => token.Id == id).ExecuteUpdateAsync(row => row.SetProperty(token => token.LastUsed, now), cancellationToken),
                cancellationToken);
        }
        catch (Exception e) when (e is DbUpdateException or SqliteException or IOException)
        {
            UseNotWritten(e, id);
        }
    }

    [LoggerMessage(3001, LogLevel.Warning, "The last use of token {TokenId} could not be written to the platform's store.")]
    private partial void UseNotWritten(Exception exception, string tokenId);
}
