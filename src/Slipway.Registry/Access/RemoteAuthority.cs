using Slipway.Contracts.Platform;
using Slipway.Contracts.Platform.Authority;
using Slipway.Registry.Errors;
using Slipway.Registry.Names;

namespace Slipway.Registry.Access;

/// <summary>
/// Asks the platform in another process, over its internal API. What a token is and which repositories are recorded is remembered for
/// <see cref="IRegistryAuthority.MaxStaleness"/>; what the collector asks never is, because it deletes by the answer.
/// </summary>
public sealed class RemoteAuthority : IRegistryAuthority
{
    private const int MaxRemembered = 20_000;

    private readonly PlatformConnection _platform;
    private readonly TimeProvider _time;
    private readonly SharedAnswers<string, Caller?> _byToken;
    private readonly SharedAnswers<string, Caller?> _byId;
    private readonly SharedAnswers<string, PushAnswer> _pushes;

    /// <param name="http">Its base address is the platform's, its timeout the limit of one question. The caller disposes it.</param>
    /// <param name="secret">The content of the platform's <c>registry.secret</c>.</param>
    /// <param name="time">The clock by which answers grow old and tokens expire.</param>
    public RemoteAuthority(HttpClient http, string secret, TimeProvider time)
    {
        _platform = new PlatformConnection(http, secret);
        _time = time;
        _byToken = new SharedAnswers<string, Caller?>(time, IRegistryAuthority.MaxStaleness, MaxRemembered);
        _byId = new SharedAnswers<string, Caller?>(time, IRegistryAuthority.MaxStaleness, MaxRemembered);
        _pushes = new SharedAnswers<string, PushAnswer>(time, IRegistryAuthority.MaxStaleness, MaxRemembered);
    }

    public async ValueTask<Caller?> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        if (!TokenText.TryParse(token, out var text))
            return null;
        var question = new AuthenticateQuestion { TokenId = text.Id, SecretSha256 = Convert.ToBase64String(text.HashSecret()) };
        return Living(await _byToken.GetAsync($"{question.TokenId}/{question.SecretSha256}", () => AskAsync(question), caller => caller is not null, cancellationToken));
    }

    public async ValueTask<Caller?> FindCallerAsync(string tokenId, CancellationToken cancellationToken) => TokenText.IsId(tokenId)
        ? Living(await _byId.GetAsync(tokenId, () => AskAsync(new CallerQuestion { TokenId = tokenId }), caller => caller is not null, cancellationToken))
        : null;

    public async ValueTask<StoredName?> ResolveAsync(Caller caller, RepositoryName name, RepositoryActions actions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (actions == RepositoryActions.None || !caller.Allows(name, actions))
            return null;
        if (actions.HasFlag(RepositoryActions.Push))
        {
            var question = new PushQuestion { TokenId = caller.TokenId, Repository = name.Value };
            var answer = await _pushes.GetAsync($"{caller.TokenId}/{name.Value}", () => AskAsync(question), answer => answer.Allowed, cancellationToken);
            if (answer.Full is { } full)
                throw RegistryException.TooManyRepositories(full.Used, full.Max);
            if (!answer.Allowed)
                return null;
        }

        return StoredName.Of(caller.OrganizationKey, name);
    }

    public async ValueTask<RetentionRules> GetRetentionAsync(StoredName repository, CancellationToken cancellationToken)
    {
        var question = new RetentionQuestion { OrganizationKey = repository.OrganizationKey, Repository = repository.External };
        var answer = await _platform.AskAsync("retention", question, AuthorityJson.Default.RetentionQuestion, AuthorityJson.Default.Retention, cancellationToken);
        return new RetentionRules(answer.KeepTags, answer.KeepUntaggedSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    public async ValueTask<bool> OrganizationExistsAsync(string organizationKey, CancellationToken cancellationToken)
    {
        var question = new OrganizationQuestion { OrganizationKey = organizationKey };
        return (await _platform.AskAsync("organization", question, AuthorityJson.Default.OrganizationQuestion, AuthorityJson.Default.OrganizationAnswer, cancellationToken)).Exists;
    }

    // Shared by several askers, none of whom may end it for the others: the client's own timeout does.
    private async Task<Caller?> AskAsync(AuthenticateQuestion question) => Read(
        await _platform.AskAsync("authenticate", question, AuthorityJson.Default.AuthenticateQuestion, AuthorityJson.Default.CallerAnswer, CancellationToken.None));

    private async Task<Caller?> AskAsync(CallerQuestion question) => Read(
        await _platform.AskAsync("caller", question, AuthorityJson.Default.CallerQuestion, AuthorityJson.Default.CallerAnswer, CancellationToken.None));

    private Task<PushAnswer> AskAsync(PushQuestion question) =>
        _platform.AskAsync("push", question, AuthorityJson.Default.PushQuestion, AuthorityJson.Default.PushAnswer, CancellationToken.None);

    private Caller? Living(Caller? caller) => caller?.ExpiresAt <= _time.GetUtcNow() ? null : caller;

    private static Caller? Read(CallerAnswer answer) => answer.Caller is not { } found
        ? null
        : new Caller(
            found.TokenId,
            found.Subject,
            found.Organization,
            found.OrganizationKey,
            new OrganizationLimits(found.MaxBytes, found.MaxRepositories),
            [.. found.Grants.Select(grant => new RepositoryGrant(grant.Pattern, ActionsOf(grant)))],
            found.MayListRepositories,
            found.ExpiresAt);

    private static RepositoryActions ActionsOf(GrantDocument grant) =>
        (grant.Pull ? RepositoryActions.Pull : 0) | (grant.Push ? RepositoryActions.Push : 0) | (grant.Delete ? RepositoryActions.Delete : 0);
}
