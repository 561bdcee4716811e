using Slipway.Containerd;

namespace Slipway.Testing;

/// <summary>A containerd with devmapper on a thin pool of LVM2, which all tests of a class may share.</summary>
public sealed class DevmapperHost : IAsyncDisposable
{
    private ThinPool? _pool;
    private ContainerdProcess? _containerd;

    /// <summary>Of the containerd.</summary>
    public ContainerdOptions Options => new(_containerd!.SocketPath);

    /// <summary>Starts it once. Skips the test where there can be none; a fixture of xunit cannot do that by itself.</summary>
    public async Task StartAsync()
    {
        if (_containerd is not null)
            return;
        _pool ??= await ThinPool.CreateAsync();
        _containerd = await ContainerdProcess.StartAsync(_pool.Configuration);
    }

    public async ValueTask DisposeAsync()
    {
        if (_containerd is not null)
            await _containerd.DisposeAsync();
        if (_pool is not null)
            await _pool.DisposeAsync();
    }
}
