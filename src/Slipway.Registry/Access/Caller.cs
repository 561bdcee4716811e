using Slipway.Registry.Names;

namespace Slipway.Registry.Access;

/// <summary>Who sends a request, found by a token: always one organization, and what the token allows inside it. Immutable.</summary>
/// <param name="TokenId">Names the token in logs; not secret.</param>
/// <param name="Subject">The user, or the organization's own token, on whose behalf the request is; uploads are bound to it.</param>
/// <param name="Organization">The organization's name, as people know it.</param>
/// <param name="OrganizationKey">Its key in stored names; never shown to clients.</param>
/// <param name="Limits">What the organization may use.</param>
/// <param name="Grants">What the token allows; nothing is allowed that none of them covers.</param>
/// <param name="MayListRepositories">True for administrators of the organization: they may read its catalog.</param>
/// <param name="ExpiresAt">When the token ends, or null.</param>
public sealed record Caller(
    string TokenId,
    string Subject,
    string Organization,
    string OrganizationKey,
    OrganizationLimits Limits,
    IReadOnlyList<RepositoryGrant> Grants,
    bool MayListRepositories,
    DateTimeOffset? ExpiresAt)
{
    /// <summary>The actions that the token allows in <paramref name="name"/>. Whether the repository exists plays no part, so the answer betrays nothing.</summary>
    public RepositoryActions AllowedIn(RepositoryName name)
    {
        var allowed = RepositoryActions.None;
        foreach (var grant in Grants)
        {
            if (grant.Covers(name))
                allowed |= grant.Actions;
        }

        return allowed;
    }

    /// <summary>True when every one of <paramref name="actions"/> is allowed in <paramref name="name"/>.</summary>
    public bool Allows(RepositoryName name, RepositoryActions actions) => (AllowedIn(name) & actions) == actions;
}
