using System.Security.Cryptography;
using Slipway.Platform.Store;
using Slipway.Platform.Tokens;
using Slipway.Registry.Access;

namespace Slipway.Platform.Access;

/// <summary>A token that was not revoked when it was read, with the caller that it makes.</summary>
internal sealed class LiveToken
{
    private static readonly TimeSpan s_useInterval = TimeSpan.FromHours(1);

    private readonly byte[] _secretHash;
    private long _lastUsed;

    private LiveToken(Caller caller, TokenRow row)
    {
        Caller = caller;
        UserId = row.UserId;
        IsAdministrator = row.User?.IsAdministrator ?? false;
        _secretHash = row.SecretHash;
        _lastUsed = row.LastUsed?.ToUnixTimeMilliseconds() ?? 0;
    }

    public Caller Caller { get; }

    /// <summary>Null: the token is its organization's own.</summary>
    public long? UserId { get; }

    /// <summary>The user manages users and every organization.</summary>
    public bool IsAdministrator { get; }

    /// <summary>The row must bring its owner along: the organization, or the user with theirs.</summary>
    public static LiveToken Of(TokenRow row)
    {
        var organization = row.Organization ?? row.User?.Organization ?? throw new InvalidDataException($"token {row.Id} in the platform's store has no owner.");
        var scopes = TokenScope.Split(row.Scopes);
        var caller = new Caller(
            row.Id,
            row.UserId is { } user ? $"user:{user}" : $"token:{row.Id}",
            organization.Name,
            organization.Key,
            new OrganizationLimits(organization.MaxBytes, organization.MaxRepositories),
            [.. scopes.Select(scope => scope.Grant)],
            scopes.Any(scope => scope.IsAdmin),
            row.ExpiresAt);
        return new LiveToken(caller, row);
    }

    /// <summary>True when this is the hash of the token's secret; takes the same time whatever it is.</summary>
    public bool HasSecret(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_secretHash, hash);

    public bool IsExpired(DateTimeOffset now) => Caller.ExpiresAt <= now;

    /// <summary>True for one user of the token in an hour, who is to write down that it is used.</summary>
    public bool ClaimsUse(DateTimeOffset now)
    {
        var last = Volatile.Read(ref _lastUsed);
        var time = now.ToUnixTimeMilliseconds();
        return time - last >= s_useInterval.TotalMilliseconds && Interlocked.CompareExchange(ref _lastUsed, time, last) == last;
    }
}
