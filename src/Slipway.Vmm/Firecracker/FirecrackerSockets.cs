namespace Slipway.Vmm.Firecracker;

/// <summary>The names of a Firecracker's sockets in its working directory. They are relative, so that a snapshot has no machine's directory in it.</summary>
internal static class FirecrackerSockets
{
    public const string Api = "api.sock";
    public const string Vsock = "vsock.sock";
}
