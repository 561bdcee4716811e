using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Slipway.Contracts.Platform;
using Slipway.Platform.Errors;
using Slipway.Platform.Organizations;
using Slipway.Platform.Tokens;

namespace Slipway.Platform.Api;

/// <summary><c>/v1/me</c>: who the token is.</summary>
internal sealed class MeApi(ApiGate gate, TokenStore tokens, MemberStore members)
{
    private const int MaxOrganizations = 1000;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/me", gate.ForEverybody(ShowAsync));

    private async Task ShowAsync(ApiRequest request)
    {
        var me = request.Principal;
        var row = await tokens.FindAsync(me.TokenId, request.Cancellation)
            ?? throw new PlatformException(PlatformErrorCode.Unauthorized, "the token was revoked meanwhile.");
        await request.AnswerAsync(
            new Me
            {
                Token = Documents.Of(row),
                User = me.UserId is null ? null : me.Organization,
                Administrator = me.IsAdministrator,
                Organization = me.Organization,
                Organizations = await RolesAsync(request),
            },
            PlatformJson.Default.Me);
    }

    private async Task<IReadOnlyList<OrganizationRole>> RolesAsync(ApiRequest request)
    {
        if (request.Principal.UserId is not { } user)
            return [new OrganizationRole { Organization = request.Principal.Organization, Role = Documents.Of(request.Principal.MayManage ? MemberRole.Admin : MemberRole.Member) }];
        var rows = await members.ListOfUserAsync(user, MaxOrganizations, request.Cancellation);
        return [.. rows.Select(row => new OrganizationRole { Organization = row.Organization!.Name, Role = Documents.Of(row.Role) })];
    }
}
