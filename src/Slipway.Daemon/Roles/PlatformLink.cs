using Slipway.Daemon.Settings;
using Slipway.Registry.Access;

namespace Slipway.Daemon.Roles;

/// <summary>The connection of a registry to a platform that runs apart. Owns its connections.</summary>
internal sealed class PlatformLink : IDisposable
{
    private readonly HttpClient _http;

    /// <exception cref="IOException">The secret cannot be read.</exception>
    public PlatformLink(PlatformSettings settings)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5) };
        _http = new HttpClient(handler) { BaseAddress = settings.Address, Timeout = TimeSpan.FromSeconds(10) };
        Authority = new RemoteAuthority(_http, File.ReadAllText(settings.SecretFile!).Trim(), TimeProvider.System);
    }

    /// <summary>Decides over the platform's API; ends with the link.</summary>
    public IRegistryAuthority Authority { get; }

    public void Dispose() => _http.Dispose();
}
