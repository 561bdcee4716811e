using Slipway.Daemon.Operations;
using Slipway.Daemon.Settings;
using Slipway.Platform.Repositories;
using Slipway.Registry.Access;
using Slipway.Registry.Gateway;
using Slipway.Registry.Uploads;
using Yarp.ReverseProxy.Forwarder;

namespace Slipway.Daemon.Roles;

/// <summary>A registry that keeps its images in another one.</summary>
internal sealed class GatewayBackend : IRegistryBackend
{
    private readonly GatewayHandler _handler;

    private GatewayBackend(GatewayHandler handler) => _handler = handler;

    public IReadOnlyList<HealthCheck> Checks => [new HealthCheck("upstream", _handler.CheckAsync)];

    public IRepositoryContents? Contents => null;

    /// <summary>Reads the secrets; the caller disposes the backend.</summary>
    /// <exception cref="IOException">A file of secrets cannot be read.</exception>
    public static GatewayBackend Open(UpstreamSettings upstream, string directory, IHttpForwarder forwarder, ILoggerFactory logs)
    {
        var (user, password) = ReadLogin(upstream.LoginFile);
        var httpSecret = upstream.SecretFile is { } file ? File.ReadAllText(file).Trim() : null;
        var secrets = new UpstreamSecrets(user, password, httpSecret, UploadKeyFile.ReadOrCreate(directory));
        return new GatewayBackend(new GatewayHandler(new GatewayOptions(upstream.Address, secrets, GatewayOptions.DefaultMaxIdle), forwarder, logs));
    }

    public Task BeginAsync(IRegistryAuthority authority, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task HandleAsync(HttpContext context) => _handler.HandleAsync(context);

    /// <summary>Uploads are the upstream's: it keeps what arrived.</summary>
    public void ParkUploads()
    {
    }

    public ValueTask DisposeAsync()
    {
        _handler.Dispose();
        return ValueTask.CompletedTask;
    }

    private static (string? User, string? Password) ReadLogin(string? file)
    {
        if (file is null)
            return (null, null);
        var login = File.ReadAllText(file).Trim();
        var colon = login.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? (login[..colon], login[(colon + 1)..]) : throw new ConfigurationException($"{file} does not hold user:password.");
    }
}
