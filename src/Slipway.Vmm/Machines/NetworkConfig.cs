namespace Slipway.Vmm.Machines;

/// <summary>How a machine's one network device is connected; see <see cref="UserNetworkConfig"/> and <see cref="TapNetworkConfig"/>.</summary>
public abstract record NetworkConfig
{
    private protected NetworkConfig()
    {
    }
}
