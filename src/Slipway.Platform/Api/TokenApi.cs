using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Contracts.Platform;
using Slipway.Platform.Audit;
using Slipway.Platform.Organizations;
using Slipway.Platform.Tokens;

namespace Slipway.Platform.Api;

/// <summary><c>/v1/tokens</c>, the user's own, and <c>/v1/orgs/{org}/tokens</c>, the organization's.</summary>
internal sealed class TokenApi(ApiGate gate, OrganizationAccess access, TokenStore tokens, AuditLog audit)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/tokens", gate.ForManagers(request => CreateAsync(request, request.Principal.RequireUser())));
        routes.MapGet("/v1/tokens", gate.ForManagers(request => ListAsync(request, request.Principal.RequireUser())));
        routes.MapDelete("/v1/tokens/{id}", gate.ForManagers(request => RevokeAsync(request, request.Principal.RequireUser())));
        routes.MapPost("/v1/orgs/{org}/tokens", gate.ForManagers(async request => await CreateAsync(request, await OwnerAsync(request))));
        routes.MapGet("/v1/orgs/{org}/tokens", gate.ForManagers(async request => await ListAsync(request, await OwnerAsync(request))));
        routes.MapDelete("/v1/orgs/{org}/tokens/{id}", gate.ForManagers(async request => await RevokeAsync(request, await OwnerAsync(request))));
    }

    private async Task<TokenOwner> OwnerAsync(ApiRequest request) => TokenOwner.Organization((await access.RequireAsync(request, MemberRole.Admin)).Key);

    private async Task CreateAsync(ApiRequest request, TokenOwner owner)
    {
        var asked = NewTokenRequest.Of(await request.ReadAsync(PlatformJson.Default.NewToken));
        var (text, row) = await tokens.CreateAsync(owner, asked, request.Cancellation);
        audit.TokenCreated(request.Principal, text.Id, owner.ToString());
        await request.AnswerAsync(new CreatedToken { Token = text.Reveal(), Description = Documents.Of(row) }, PlatformJson.Default.CreatedToken, StatusCodes.Status201Created);
    }

    private async Task ListAsync(ApiRequest request, TokenOwner owner)
    {
        var size = request.PageSize;
        var rows = await tokens.ListAsync(owner, request.Last, size, request.Cancellation);
        var (documents, next) = Documents.Page(rows, size, Documents.Of, row => row.Id);
        await request.AnswerAsync(new TokenPage { Tokens = documents, Next = next }, PlatformJson.Default.TokenPage);
    }

    private async Task RevokeAsync(ApiRequest request, TokenOwner owner)
    {
        var id = request.Part("id");
        await tokens.RevokeAsync(owner, id, request.Cancellation);
        audit.TokenRevoked(request.Principal, id, owner.ToString());
        await request.AnswerDoneAsync();
    }
}
