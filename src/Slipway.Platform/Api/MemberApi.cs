using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Slipway.Contracts.Platform;
using Slipway.Platform.Audit;
using Slipway.Platform.Errors;
using Slipway.Platform.Organizations;

namespace Slipway.Platform.Api;

/// <summary>
/// <c>/v1/orgs/{org}/members</c>. Only administrators of the platform add members: whoever could try names would learn which users exist.
/// </summary>
internal sealed class MemberApi(ApiGate gate, OrganizationAccess access, MemberStore members, AuditLog audit)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/orgs/{org}/members", gate.ForManagers(ListAsync));
        routes.MapPut("/v1/orgs/{org}/members/{user}", gate.ForManagers(SetAsync));
        routes.MapDelete("/v1/orgs/{org}/members/{user}", gate.ForManagers(RemoveAsync));
    }

    private async Task ListAsync(ApiRequest request)
    {
        var organization = await access.RequireAsync(request, MemberRole.Member);
        var size = request.PageSize;
        var rows = await members.ListAsync(organization.Key, request.Last, size, request.Cancellation);
        var (documents, next) = Documents.Page(rows, size, Documents.Of, row => row.User!.Name);
        await request.AnswerAsync(new MemberPage { Members = documents, Next = next }, PlatformJson.Default.MemberPage);
    }

    private async Task SetAsync(ApiRequest request)
    {
        request.Principal.RequireAdministrator();
        var organization = await access.RequireAsync(request, MemberRole.Admin);
        var asked = await request.ReadAsync(PlatformJson.Default.MemberRoleChange);
        var role = asked.Role switch
        {
            "admin" => MemberRole.Admin,
            "member" => MemberRole.Member,
            _ => throw new PlatformException(PlatformErrorCode.Invalid, "role is admin or member."),
        };
        await members.SetAsync(organization.Key, request.Part("user"), role, request.Cancellation);
        audit.MemberChanged(request.Principal, request.Part("user"), Documents.Of(role), organization.Name);
        await request.AnswerDoneAsync();
    }

    private async Task RemoveAsync(ApiRequest request)
    {
        var organization = await access.RequireAsync(request, MemberRole.Admin);
        await members.RemoveAsync(organization.Key, request.Part("user"), request.Cancellation);
        audit.MemberChanged(request.Principal, request.Part("user"), "no member", organization.Name);
        await request.AnswerDoneAsync();
    }
}
