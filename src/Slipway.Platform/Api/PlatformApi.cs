using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Slipway.Platform.Access;
using Slipway.Platform.Audit;
using Slipway.Platform.Errors;
using Slipway.Platform.Organizations;
using Slipway.Platform.Repositories;
using Slipway.Platform.Store;
using Slipway.Platform.Tokens;
using Slipway.Platform.Users;

namespace Slipway.Platform.Api;

/// <summary>
/// <c>/v1</c>. A request goes through the gate (which token?), its handler (has the token the scope, and the asker a part in the organization that
/// the path names?) and a store, which makes the change and lets the registry know. Only then is the answer sent.
/// </summary>
internal sealed class PlatformApi(
    PlatformDatabase database, TokenCache cache, RepositoryRecords records, IRepositoryContents? contents, PlatformOptions options, ILoggerFactory loggers)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var gate = new ApiGate(cache);
        var access = new OrganizationAccess(database);
        var audit = new AuditLog(loggers.CreateLogger<AuditLog>());
        var members = new MemberStore(database);
        var organizations = new OrganizationStore(database, cache, records, options);
        var tokens = new TokenStore(database, cache, options.Time);
        new MeApi(gate, tokens, members).Map(routes);
        new OrganizationApi(gate, access, organizations, audit).Map(routes);
        new MemberApi(gate, access, members, audit).Map(routes);
        new TokenApi(gate, access, tokens, audit).Map(routes);
        new UserApi(gate, new UserStore(database, cache, records, options), audit).Map(routes);
        new RepositoryApi(gate, access, new RepositoryStore(database, records, contents), audit).Map(routes);
        // A method that an address has not falls through to here as well.
        routes.Map("/v1/{**rest}", gate.ForEverybody(_ => throw new PlatformException(PlatformErrorCode.NotFound, "the platform's API has no such address.")));
    }
}
