using Slipway.Linux.Sockets;

namespace Slipway.Vmm.Qemu;

/// <summary>The sockets between this process and one QEMU. Disposing closes what was not taken over.</summary>
internal sealed class QemuChannels : IDisposable
{
    public SocketPair Link { get; } = SocketPair.Create();

    public SocketPair Monitor { get; } = SocketPair.Create();

    public SocketPair Console { get; } = SocketPair.Create();

    /// <summary>QEMU's standard error.</summary>
    public SocketPair Errors { get; } = SocketPair.Create();

    /// <summary>Closes QEMU's ends here: what QEMU holds must be open nowhere else, or its end would not be the end of these streams.</summary>
    public void CloseTheirs()
    {
        foreach (var pair in (SocketPair[])[Link, Monitor, Console, Errors])
            pair.Theirs.Dispose();
    }

    public void Dispose()
    {
        foreach (var pair in (SocketPair[])[Link, Monitor, Console, Errors])
            pair.Dispose();
    }
}
