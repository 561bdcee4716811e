using Slipway.Registry.Access;

namespace Slipway.Registry.Tokens;

/// <summary>A token whose signature was found good. Thread safe.</summary>
internal sealed class VerifiedToken(TokenClaims claims)
{
    /// <summary>How far the clocks of two servers of one registry may differ.</summary>
    private static readonly TimeSpan _skew = TimeSpan.FromSeconds(5);

    private volatile Narrowing? _last;

    /// <summary>The platform's token behind it.</summary>
    public string TokenId => claims.TokenId;

    public bool IsCurrent(DateTimeOffset now) => now >= claims.IssuedAt - _skew && now < claims.ExpiresAt + _skew;

    /// <summary>The caller with no more rights than both the platform and this token give.</summary>
    public Caller Narrow(Caller caller)
    {
        var last = _last;
        if (last is not null && ReferenceEquals(last.From, caller))
            return last.To;
        last = new Narrowing(caller, Intersect(caller));
        _last = last;
        return last.To;
    }

    private Caller Intersect(Caller caller)
    {
        var grants = new List<RepositoryGrant>(claims.Access.Count);
        var lists = false;
        foreach (var scope in claims.Access)
        {
            if (scope.Name is { } name)
                grants.Add(new RepositoryGrant(name.Value, scope.Actions & caller.AllowedIn(name)));
            else
                lists = true;
        }

        return caller with { Grants = grants, MayListRepositories = lists && caller.MayListRepositories };
    }

    private sealed record Narrowing(Caller From, Caller To);
}
