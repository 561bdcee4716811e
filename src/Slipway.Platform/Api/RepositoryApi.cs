using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Slipway.Contracts.Platform;
using Slipway.Platform.Audit;
using Slipway.Platform.Errors;
using Slipway.Platform.Organizations;
using Slipway.Platform.Repositories;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Platform.Api;

/// <summary><c>/v1/orgs/{org}/repositories</c>; the rest of the path is the repository's name, slashes included.</summary>
internal sealed class RepositoryApi(ApiGate gate, OrganizationAccess access, RepositoryStore repositories, AuditLog audit)
{
    /// <summary>Ten years.</summary>
    private const long MaxSeconds = 10L * 365 * 24 * 3600;

    private const string One = "/v1/orgs/{org}/repositories/{**name}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/orgs/{org}/repositories", gate.ForManagers(ListAsync));
        routes.MapGet(One, gate.ForManagers(ShowAsync));
        routes.MapPut(One, gate.ForManagers(SetAsync));
        routes.MapDelete(One, gate.ForManagers(DeleteAsync));
    }

    private async Task ListAsync(ApiRequest request)
    {
        var organization = await access.RequireAsync(request, MemberRole.Member);
        var size = request.PageSize;
        var rows = await repositories.ListAsync(organization.Key, request.Last, size, request.Cancellation);
        var (documents, next) = Documents.Page(rows, size, Documents.Of, row => row.Name);
        await request.AnswerAsync(new RepositoryPage { Repositories = documents, Next = next }, PlatformJson.Default.RepositoryPage);
    }

    private async Task ShowAsync(ApiRequest request)
    {
        var row = await repositories.FindAsync(await RequireAsync(request, MemberRole.Member), request.Cancellation);
        await request.AnswerAsync(Documents.Of(row), PlatformJson.Default.Repository);
    }

    private async Task SetAsync(ApiRequest request)
    {
        var repository = await RequireAsync(request, MemberRole.Admin);
        var asked = await request.ReadAsync(PlatformJson.Default.Retention);
        if (asked.KeepUntaggedSeconds is < 0 or > MaxSeconds)
            throw new PlatformException(PlatformErrorCode.Invalid, $"keep_untagged_seconds is 0 to {MaxSeconds}; leave it out to keep everything.");
        TimeSpan? keepUntagged = asked.KeepUntaggedSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var row = await repositories.SetRetentionAsync(repository, new RetentionRules(asked.KeepTags, keepUntagged), request.Cancellation);
        await request.AnswerAsync(Documents.Of(row), PlatformJson.Default.Repository);
    }

    private async Task DeleteAsync(ApiRequest request)
    {
        var repository = await RequireAsync(request, MemberRole.Admin);
        await repositories.DeleteAsync(repository, request.Cancellation);
        audit.RepositoryDeleted(request.Principal, repository.Value);
        await request.AnswerDoneAsync();
    }

    private async Task<StoredName> RequireAsync(ApiRequest request, MemberRole needed)
    {
        var organization = await access.RequireAsync(request, needed);
        return RepositoryName.TryParse(request.Part("name"), out var name)
            ? StoredName.Of(organization.Key, name)
            : throw new PlatformException(PlatformErrorCode.NotFound, "there is no such repository.");
    }
}
