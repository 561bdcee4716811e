using Microsoft.Extensions.Logging;
using Slipway.Platform.Api;

namespace Slipway.Platform.Audit;

/// <summary>Who changed what, one line each. Names in it passed the grammar; nothing secret comes here.</summary>
internal sealed partial class AuditLog(ILogger<AuditLog> log)
{
    public void TokenCreated(Principal by, string tokenId, string owner) => LogTokenCreated(tokenId, owner, by.Subject, by.TokenId);

    public void TokenRevoked(Principal by, string tokenId, string owner) => LogTokenRevoked(tokenId, owner, by.Subject, by.TokenId);

    public void OrganizationCreated(Principal by, string organization, string key) => LogOrganizationCreated(organization, key, by.Subject, by.TokenId);

    public void OrganizationDeleted(Principal by, string organization, string key) => LogOrganizationDeleted(organization, key, by.Subject, by.TokenId);

    public void LimitsChanged(Principal by, string organization, string key) => LogLimitsChanged(organization, key, by.Subject, by.TokenId);

    public void MemberChanged(Principal by, string member, string role, string organization) => LogMemberChanged(member, role, organization, by.Subject, by.TokenId);

    public void UserCreated(Principal by, string user) => LogUserCreated(user, by.Subject, by.TokenId);

    public void UserDeleted(Principal by, string user) => LogUserDeleted(user, by.Subject, by.TokenId);

    public void RepositoryDeleted(Principal by, string repository) => LogRepositoryDeleted(repository, by.Subject, by.TokenId);

    [LoggerMessage(3010, LogLevel.Information, "Token {TokenId} of {Owner} was made by {Subject} (token {ByToken}).")]
    private partial void LogTokenCreated(string tokenId, string owner, string subject, string byToken);

    [LoggerMessage(3011, LogLevel.Information, "Token {TokenId} of {Owner} was revoked by {Subject} (token {ByToken}).")]
    private partial void LogTokenRevoked(string tokenId, string owner, string subject, string byToken);

    [LoggerMessage(3012, LogLevel.Information, "Organization {Organization} ({Key}) was made by {Subject} (token {ByToken}).")]
    private partial void LogOrganizationCreated(string organization, string key, string subject, string byToken);

    [LoggerMessage(3013, LogLevel.Information, "Organization {Organization} ({Key}) was deleted by {Subject} (token {ByToken}).")]
    private partial void LogOrganizationDeleted(string organization, string key, string subject, string byToken);

    [LoggerMessage(3014, LogLevel.Information, "Limits of organization {Organization} ({Key}) were changed by {Subject} (token {ByToken}).")]
    private partial void LogLimitsChanged(string organization, string key, string subject, string byToken);

    [LoggerMessage(3015, LogLevel.Information, "User {Member} became {Role} in organization {Organization} by {Subject} (token {ByToken}).")]
    private partial void LogMemberChanged(string member, string role, string organization, string subject, string byToken);

    [LoggerMessage(3016, LogLevel.Information, "User {User} was made by {Subject} (token {ByToken}).")]
    private partial void LogUserCreated(string user, string subject, string byToken);

    [LoggerMessage(3017, LogLevel.Information, "User {User} was deleted with the organization of that name by {Subject} (token {ByToken}).")]
    private partial void LogUserDeleted(string user, string subject, string byToken);

    [LoggerMessage(3018, LogLevel.Information, "Repository {Repository} was deleted by {Subject} (token {ByToken}).")]
    private partial void LogRepositoryDeleted(string repository, string subject, string byToken);
}
