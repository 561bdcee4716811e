using Microsoft.EntityFrameworkCore;
using Slipway.Contracts.Platform;
using Slipway.Platform.Access;
using Slipway.Platform.Errors;
using Slipway.Platform.Store;

namespace Slipway.Platform.Tokens;

/// <summary>Makes and revokes tokens. A revoked one is refused, also by the registry in this process, when the task ends.</summary>
internal sealed class TokenStore(PlatformDatabase database, TokenCache cache, TimeProvider time)
{
    /// <summary>Tokens of one owner, with those that ended lately.</summary>
    private const int MaxPerOwner = 1000;

    /// <summary>How long a token that ended is still to be found in the store.</summary>
    private static readonly TimeSpan s_memory = TimeSpan.FromDays(30);

    /// <summary>Makes a token; its text is seen here for the only time.</summary>
    public Task<(TokenText Text, TokenRow Row)> CreateAsync(TokenOwner owner, NewTokenRequest request, CancellationToken cancellationToken) => database.WriteAsync(
        async context =>
        {
            var now = time.GetUtcNow();
            await RequireOwnerAsync(context, owner, cancellationToken);
            var longAgo = now - s_memory;
            await Of(context, owner).Where(row => row.RevokedAt < longAgo || row.ExpiresAt < longAgo).ExecuteDeleteAsync(cancellationToken);
            if (await Of(context, owner).CountAsync(cancellationToken) >= MaxPerOwner)
                throw new PlatformException(PlatformErrorCode.LimitReached, $"there are {MaxPerOwner} tokens, the most there can be; those that ended count for {s_memory.TotalDays:0} days.");
            var text = NewTokenRow.Add(context, owner, request.Name, request.Scopes, now, now + request.Lifetime);
            return (text, (await context.Tokens.FindAsync([text.Id], cancellationToken))!);
        },
        cancellationToken);

    /// <summary>Tokens that were not revoked, after <paramref name="last"/> by id.</summary>
    public async Task<List<TokenRow>> ListAsync(TokenOwner owner, string last, int max, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await Of(context, owner).AsNoTracking().Where(row => row.RevokedAt == null && string.Compare(row.Id, last) > 0)
            .OrderBy(row => row.Id).Take(max).ToListAsync(cancellationToken);
    }

    /// <summary>The token with this id, whoever's it is.</summary>
    public async Task<TokenRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await context.Tokens.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
    }

    /// <summary>Ends a token of this owner.</summary>
    public async Task RevokeAsync(TokenOwner owner, string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var revoked = await database.WriteAsync(
            context => Of(context, owner).Where(row => row.Id == id && row.RevokedAt == null)
                .ExecuteUpdateAsync(row => row.SetProperty(token => token.RevokedAt, now), cancellationToken),
            cancellationToken);
        if (revoked == 0)
            throw new PlatformException(PlatformErrorCode.NotFound, "there is no such token.");
        cache.ForgetToken(id);
    }

    private static IQueryable<TokenRow> Of(PlatformContext context, TokenOwner owner) => owner.UserId is { } user
        ? context.Tokens.Where(row => row.UserId == user)
        : context.Tokens.Where(row => row.OrganizationKey == owner.OrganizationKey);

    private static async Task RequireOwnerAsync(PlatformContext context, TokenOwner owner, CancellationToken cancellationToken)
    {
        var exists = owner.UserId is { } user
            ? await context.Users.AnyAsync(row => row.Id == user, cancellationToken)
            : await context.Organizations.AnyAsync(row => row.Key == owner.OrganizationKey, cancellationToken);
        if (!exists)
            throw new PlatformException(PlatformErrorCode.NotFound, "the token's owner was deleted meanwhile.");
    }
}
