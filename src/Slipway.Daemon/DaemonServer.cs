using Slipway.Daemon.Listening;
using Slipway.Daemon.Operations;
using Slipway.Daemon.Preparation;
using Slipway.Daemon.Roles;
using Slipway.Daemon.Settings;
using Slipway.Daemon.Upkeep;
using Slipway.Host;
using Slipway.Images.Snapshots;
using Slipway.Images.Store;

namespace Slipway.Daemon;

/// <summary>
/// One running <c>slipwayd</c>: opens the stores of its roles, serves, and on the way out lets requests end, parks uploads, and closes the stores. What was
/// started is undone when a later step fails.
/// </summary>
internal sealed class DaemonServer : IAsyncDisposable
{
    /// <summary>How long running requests may take to end once the daemon is told to stop; uploads are parked at once.</summary>
    private static readonly TimeSpan s_drainLimit = TimeSpan.FromSeconds(30);

    private readonly Stack<object> _opened = new();
    private readonly Readiness _readiness = new();
    private IRegistryBackend? _backend;
    private WebApplication? _app;
    private AdminServer? _admin;

    private DaemonServer()
    {
    }

    /// <summary>Opens and starts everything; says on <paramref name="error"/> where it listens once it does. The caller disposes the server.</summary>
    /// <exception cref="ConfigurationException">What was asked for cannot be.</exception>
    /// <exception cref="IOException">A store or an address is not to be had.</exception>
    public static async Task<DaemonServer> StartAsync(DaemonOptions options, TextWriter error, CancellationToken cancellationToken)
    {
        var server = new DaemonServer();
        try
        {
            await server.OpenAsync(options, cancellationToken);
            foreach (var address in server._app!.Urls)
                await error.WriteLineAsync($"listening on {address}");
            if (server._admin is not null)
                await error.WriteLineAsync($"health and metrics on {server._admin.Address}");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends when <paramref name="cancellationToken"/> asks to stop and running requests have ended.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(asked.SetResult);
        await asked.Task;
        _readiness.IsStopping = true;
        _backend?.ParkUploads();
        using var limit = new CancellationTokenSource(s_drainLimit);
        await _app!.StopAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.StopAsync(CancellationToken.None); // the stores are closed when nothing asks them any more
        while (_opened.TryPop(out var opened))
        {
            if (opened is IAsyncDisposable closing)
                await closing.DisposeAsync();
            else
                ((IDisposable)opened).Dispose();
        }
    }

    private async Task OpenAsync(DaemonOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Data.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var app = WebHost.ForClients(options);
        _app = Own(app);
        var logs = app.Services.GetRequiredService<ILoggerFactory>();
        if (options.AdminListen is { } admin)
            _admin = Own(await AdminServer.StartAsync(admin, options, _readiness, cancellationToken));

        var images = options.Has(Settings.Roles.Host) ? new ImageStore(options.Data.Root, TimeProvider.System, options.Host.LayerFormat) : null;
        var preparation = images is null ? null : new ImagePreparation(images, TimeProvider.System, logs.CreateLogger<ImagePreparation>());
        _backend = options.Has(Settings.Roles.Registry) ? Own(await RegistryBackends.OpenAsync(options, preparation, app.Services, cancellationToken)) : null;
        if (preparation is not null)
            Own(preparation).Begin(); // it ends before what it reads from
        if (images is not null)
            BeginUpkeep(images, options.Host, logs);
        var platform = options.Has(Settings.Roles.Platform) ? Own(await PlatformRole.OpenAsync(options, _backend?.Contents, logs, cancellationToken)) : null;
        app.Use(next => new RequestIds(next, logs.CreateLogger<RequestIds>()).InvokeAsync);
        if (_backend is not null)
            await BeginRegistryAsync(_backend, options, platform, logs, cancellationToken);
        platform?.Map(app);
        await app.StartAsync(cancellationToken);
        _readiness.Checks = [.. _backend?.Checks ?? []];
    }

    private async Task BeginRegistryAsync(IRegistryBackend backend, DaemonOptions options, PlatformRole? platform, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var authority = platform?.Authority ?? Own(new PlatformLink(options.Platform)).Authority;
        await backend.BeginAsync(authority, cancellationToken);
        Own(new RegistryRole(options, backend, authority, logs)).Map(_app!);
    }

    private void BeginUpkeep(ImageStore images, HostSettings settings, ILoggerFactory logs)
    {
        var containerd = new ContainerdReconciliation(images, ContainerdSocket.Resolve(Environment.GetEnvironmentVariable), TimeProvider.System);
        Own(new ImageUpkeep(images, containerd, settings, TimeProvider.System, logs.CreateLogger<ImageUpkeep>())).Begin();
    }

    private T Own<T>(T opened)
        where T : class
    {
        _opened.Push(opened);
        return opened;
    }
}
