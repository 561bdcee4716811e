using Microsoft.Extensions.Logging;
using Slipway.Platform.Access;
using Slipway.Platform.Api;
using Slipway.Platform.Repositories;
using Slipway.Platform.Store;
using Slipway.Platform.Users;
using Slipway.Registry.Access;

namespace Slipway.Platform;

/// <summary>The platform of one process: its store, what it answers the registry, and its API (<see cref="PlatformRoutes"/>). Thread safe.</summary>
public sealed class PlatformServer : IAsyncDisposable
{
    private readonly PlatformDatabase _database;

    private PlatformServer(PlatformDatabase database, PlatformOptions options, IRepositoryContents? contents, ILoggerFactory loggers)
    {
        _database = database;
        var tokens = new TokenCache(database, options.Time, loggers.CreateLogger<TokenCache>());
        var records = new RepositoryRecords(database, options.Time);
        var authority = new PlatformAuthority(database, tokens, records);
        Authority = authority;
        Api = new PlatformApi(database, tokens, records, contents, options, loggers);
        AuthorityApi = new AuthorityApi(authority, RegistrySecret.Open(options.RegistrySecretFile));
    }

    /// <summary>Decides for a registry in this process; ends with the platform.</summary>
    public IRegistryAuthority Authority { get; }

    internal PlatformApi Api { get; }

    internal AuthorityApi AuthorityApi { get; }

    /// <summary>Opens the store; in an empty directory it makes one, with the user <c>admin</c>. The caller disposes the platform.</summary>
    /// <param name="contents">What the registry in this process has; null when it runs apart, and repositories cannot be deleted here.</param>
    /// <exception cref="InvalidDataException">A newer version wrote the store, or it is none.</exception>
    /// <exception cref="IOException">Another process has the store, or the directory cannot be written.</exception>
    public static async Task<PlatformServer> OpenAsync(PlatformOptions options, IRepositoryContents? contents, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var database = await PlatformDatabase.OpenAsync(options.Directory, cancellationToken);
        try
        {
            await new FirstStart(database, options, loggers.CreateLogger<FirstStart>()).RunAsync(cancellationToken);
            return new PlatformServer(database, options, contents, loggers);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
