using Microsoft.Win32.SafeHandles;
using Slipway.Linux;
using Slipway.Linux.Taps;

namespace Slipway.Vmm.Machines;

/// <summary>The VMM's end of a machine's tap device.</summary>
internal static class TapEnd
{
    /// <summary>Takes it, where the device is. Disposed by the caller.</summary>
    /// <exception cref="VmmException">There is no such tap device, another program has it, or this user may not.</exception>
    public static async Task<SafeFileHandle> OpenAsync(TapNetworkConfig tap)
    {
        try
        {
            return tap.Namespace is { } network ? await network.RunAsync(() => TapDescriptor.Open(tap.DeviceName)) : TapDescriptor.Open(tap.DeviceName);
        }
        catch (LinuxException e)
        {
            throw new VmmException($"the tap device {tap.DeviceName} cannot be used: {e.Message}", e);
        }
    }
}
