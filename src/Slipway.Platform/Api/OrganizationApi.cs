using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Contracts.Platform;
using Slipway.Platform.Audit;
using Slipway.Platform.Organizations;
using Slipway.Registry.Access;

namespace Slipway.Platform.Api;

/// <summary>
/// <c>/v1/orgs</c>. Only administrators of the platform make organizations: whoever could try names would learn which exist.
/// </summary>
internal sealed class OrganizationApi(ApiGate gate, OrganizationAccess access, OrganizationStore organizations, AuditLog audit)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/orgs", gate.ForManagers(CreateAsync));
        routes.MapGet("/v1/orgs", gate.ForManagers(ListAsync));
        routes.MapGet("/v1/orgs/{org}", gate.ForManagers(ShowAsync));
        routes.MapDelete("/v1/orgs/{org}", gate.ForManagers(DeleteAsync));
        routes.MapPut("/v1/orgs/{org}/limits", gate.ForManagers(SetLimitsAsync));
    }

    private async Task CreateAsync(ApiRequest request)
    {
        request.Principal.RequireAdministrator();
        var asked = await request.ReadAsync(PlatformJson.Default.NewOrganization);
        var made = await organizations.CreateAsync(asked.Name, request.Cancellation);
        audit.OrganizationCreated(request.Principal, made.Name, made.Key);
        await request.AnswerAsync(Documents.Of(made), PlatformJson.Default.Organization, StatusCodes.Status201Created);
    }

    private async Task ListAsync(ApiRequest request)
    {
        var size = request.PageSize;
        if (request.Principal is { UserId: null } own)
        {
            var row = await organizations.FindAsync(own.OrganizationKey, request.Cancellation);
            await request.AnswerAsync(new OrganizationPage { Organizations = [Documents.Of(row)] }, PlatformJson.Default.OrganizationPage);
            return;
        }

        var rows = await organizations.ListAsync(request.Principal.IsAdministrator ? null : request.Principal.UserId, request.Last, size, request.Cancellation);
        var (documents, next) = Documents.Page(rows, size, Documents.Of, row => row.Name);
        await request.AnswerAsync(new OrganizationPage { Organizations = documents, Next = next }, PlatformJson.Default.OrganizationPage);
    }

    private async Task ShowAsync(ApiRequest request)
    {
        var row = await access.RequireAsync(request, MemberRole.Member);
        await request.AnswerAsync(Documents.Of(row), PlatformJson.Default.Organization);
    }

    private async Task DeleteAsync(ApiRequest request)
    {
        var row = await access.RequireAsync(request, MemberRole.Admin);
        await organizations.DeleteAsync(row.Key, request.Cancellation);
        audit.OrganizationDeleted(request.Principal, row.Name, row.Key);
        await request.AnswerDoneAsync();
    }

    private async Task SetLimitsAsync(ApiRequest request)
    {
        request.Principal.RequireAdministrator();
        var row = await access.RequireAsync(request, MemberRole.Admin);
        var asked = await request.ReadAsync(PlatformJson.Default.OrganizationQuota);
        var changed = await organizations.SetLimitsAsync(row.Key, new OrganizationLimits(asked.MaxBytes, asked.MaxRepositories), request.Cancellation);
        audit.LimitsChanged(request.Principal, row.Name, row.Key);
        await request.AnswerAsync(Documents.Of(changed), PlatformJson.Default.Organization);
    }
}
