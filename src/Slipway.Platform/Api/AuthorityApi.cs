using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Contracts.Platform;
using Slipway.Contracts.Platform.Authority;
using Slipway.Platform.Access;
using Slipway.Platform.Errors;
using Slipway.Platform.Repositories;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Platform.Api;

/// <summary><c>/internal/registry</c>: <see cref="IRegistryAuthority"/> for a registry that runs apart and has the registry's secret. Never for clients.</summary>
internal sealed class AuthorityApi(PlatformAuthority authority, RegistrySecret secret)
{
    private const int HashBytes = 32;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/internal/registry/authenticate", Guard(AuthenticateAsync));
        routes.MapPost("/internal/registry/caller", Guard(FindCallerAsync));
        routes.MapPost("/internal/registry/push", Guard(RecordPushAsync));
        routes.MapPost("/internal/registry/retention", Guard(GetRetentionAsync));
        routes.MapPost("/internal/registry/organization", Guard(FindOrganizationAsync));
    }

    private RequestDelegate Guard(Func<HttpContext, Task> handler) => http => ApiGate.GuardAsync(http, () =>
        http.Request.Headers.Authorization is { Count: 1 } header && secret.IsIn(header[0])
            ? handler(http)
            : throw new PlatformException(PlatformErrorCode.Unauthorized, "the registry's secret is missing or wrong; copy registry.secret from the platform's data directory."));

    private async Task AuthenticateAsync(HttpContext http)
    {
        var question = await ApiRequest.ReadAsync(http, AuthorityJson.Default.AuthenticateQuestion);
        var hash = new byte[HashBytes];
        if (!Convert.TryFromBase64String(question.SecretSha256, hash, out var length) || length != HashBytes)
            throw new PlatformException(PlatformErrorCode.Invalid, $"secret_sha256 is not base64 of {HashBytes} bytes.");
        await AnswerAsync(http, await authority.AuthenticateAsync(question.TokenId, hash, http.RequestAborted));
    }

    private async Task FindCallerAsync(HttpContext http)
    {
        var question = await ApiRequest.ReadAsync(http, AuthorityJson.Default.CallerQuestion);
        await AnswerAsync(http, await authority.FindCallerAsync(question.TokenId, http.RequestAborted));
    }

    private async Task RecordPushAsync(HttpContext http)
    {
        var question = await ApiRequest.ReadAsync(http, AuthorityJson.Default.PushQuestion);
        if (!RepositoryName.TryParse(question.Repository, out var name))
            throw new PlatformException(PlatformErrorCode.Invalid, "repository is not the name of one.");
        var caller = await authority.FindCallerAsync(question.TokenId, http.RequestAborted);
        RecordOutcome? outcome = caller is not null && caller.Allows(name, RepositoryActions.Push)
            ? await authority.RecordAsync(StoredName.Of(caller.OrganizationKey, name), http.RequestAborted)
            : null;
        var answer = new PushAnswer
        {
            Allowed = outcome is RecordOutcome.Recorded,
            Full = outcome is RecordOutcome.Full full ? new RepositoryCount { Used = full.Used, Max = full.Max } : null,
        };
        await ApiRequest.AnswerAsync(http, StatusCodes.Status200OK, answer, AuthorityJson.Default.PushAnswer);
    }

    private async Task GetRetentionAsync(HttpContext http)
    {
        var question = await ApiRequest.ReadAsync(http, AuthorityJson.Default.RetentionQuestion);
        if (!StoredName.TryParse($"{question.OrganizationKey}/{question.Repository}", out var repository))
            throw new PlatformException(PlatformErrorCode.Invalid, "organization_key and repository are not a stored name.");
        var rules = await authority.GetRetentionAsync(repository, http.RequestAborted);
        var answer = new Retention { KeepTags = rules.KeepTags, KeepUntaggedSeconds = (long?)rules.KeepUntagged?.TotalSeconds };
        await ApiRequest.AnswerAsync(http, StatusCodes.Status200OK, answer, AuthorityJson.Default.Retention);
    }

    private async Task FindOrganizationAsync(HttpContext http)
    {
        var question = await ApiRequest.ReadAsync(http, AuthorityJson.Default.OrganizationQuestion);
        var exists = await authority.OrganizationExistsAsync(question.OrganizationKey, http.RequestAborted);
        await ApiRequest.AnswerAsync(http, StatusCodes.Status200OK, new OrganizationAnswer { Exists = exists }, AuthorityJson.Default.OrganizationAnswer);
    }

    private static Task AnswerAsync(HttpContext http, Caller? caller) =>
        ApiRequest.AnswerAsync(http, StatusCodes.Status200OK, new CallerAnswer { Caller = caller is null ? null : Of(caller) }, AuthorityJson.Default.CallerAnswer);

    private static CallerDocument Of(Caller caller) => new()
    {
        TokenId = caller.TokenId,
        Subject = caller.Subject,
        Organization = caller.Organization,
        OrganizationKey = caller.OrganizationKey,
        MaxBytes = caller.Limits.MaxBytes,
        MaxRepositories = caller.Limits.MaxRepositories,
        Grants = [.. caller.Grants.Select(Of)],
        MayListRepositories = caller.MayListRepositories,
        ExpiresAt = caller.ExpiresAt,
    };

    private static GrantDocument Of(RepositoryGrant grant) => new()
    {
        Pattern = grant.Pattern,
        Pull = grant.Actions.HasFlag(RepositoryActions.Pull),
        Push = grant.Actions.HasFlag(RepositoryActions.Push),
        Delete = grant.Actions.HasFlag(RepositoryActions.Delete),
    };
}
