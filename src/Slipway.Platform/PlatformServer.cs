using Microsoft.Extensions.Logging;
using Slipway.Platform.Access;
using Slipway.Platform.Repositories;
using Slipway.Platform.Store;
using Slipway.Platform.Users;
using Slipway.Registry.Access;

namespace Slipway.Platform;

/// <summary>The platform of one process: its store, what it answers the registry, and its API. Thread safe.</summary>
public sealed class PlatformServer : IAsyncDisposable
{
    private readonly PlatformDatabase _database;

    private PlatformServer(PlatformDatabase database, PlatformOptions options, ILoggerFactory loggers)
    {
        _database = database;
        var tokens = new TokenCache(database, options.Time, loggers.CreateLogger<TokenCache>());
        Authority = new PlatformAuthority(database, tokens, new RepositoryRecords(database, options.Time));
    }

    /// <summary>Decides for a registry in this process; ends with the platform.</summary>
    public IRegistryAuthority Authority { get; }

    /// <summary>Opens the store; in an empty directory it makes one, with the user <c>admin</c>. The caller disposes the platform.</summary>
    /// <exception cref="InvalidOperationException">Another process has the store, or a newer version wrote it; the message says which.</exception>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    public static async Task<PlatformServer> OpenAsync(PlatformOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var database = await PlatformDatabase.OpenAsync(options.Directory, cancellationToken);
        try
        {
            await new FirstStart(database, options, loggers.CreateLogger<FirstStart>()).RunAsync(cancellationToken);
            return new PlatformServer(database, options, loggers);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
