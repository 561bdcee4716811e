using Slipway.Contracts.Platform;
using Slipway.Platform.Access;
using Slipway.Platform.Errors;
using Slipway.Platform.Tokens;

namespace Slipway.Platform.Api;

/// <summary>Who sends a request to the API: a user, or an organization's own token.</summary>
internal sealed class Principal(LiveToken token)
{
    public string TokenId => token.Caller.TokenId;

    public string Subject => token.Caller.Subject;

    /// <summary>The organization in which the token pushes and pulls.</summary>
    public string Organization => token.Caller.Organization;

    public string OrganizationKey => token.Caller.OrganizationKey;

    /// <summary>Null: the token is its organization's own.</summary>
    public long? UserId => token.UserId;

    public bool IsAdministrator => token.IsAdministrator;

    /// <summary>True for a token with the scope <c>admin</c>; the others are for the registry.</summary>
    public bool MayManage => token.Caller.MayListRepositories;

    /// <summary>The one whose tokens <c>/v1/tokens</c> is about.</summary>
    /// <exception cref="PlatformException">The token is no user's.</exception>
    public TokenOwner RequireUser() => UserId is { } id
        ? TokenOwner.User(id)
        : throw new PlatformException(PlatformErrorCode.Forbidden, $"this token is the organization's own and has no user; say which organization's tokens: /v1/orgs/{Organization}/tokens.");

    /// <summary>Ends the request unless the user is an administrator of the platform. Said before anything is looked up.</summary>
    public void RequireAdministrator()
    {
        if (!IsAdministrator)
            throw new PlatformException(PlatformErrorCode.Forbidden, "only an administrator of the platform can do that.");
    }

    /// <summary>Reads <c>Authorization: Bearer slip_…</c> strictly; false for anything else.</summary>
    public static bool TryReadToken(string? header, out TokenText text)
    {
        const string scheme = "Bearer ";
        text = default;
        return header is not null && header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && TokenText.TryParse(header[scheme.Length..].Trim(), out text);
    }
}
