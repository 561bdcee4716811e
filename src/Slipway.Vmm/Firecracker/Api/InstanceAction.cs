using System.Text.Json.Serialization;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Something done once.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InstanceAction>))]
internal enum InstanceAction
{
    /// <summary>Starts the guest; the last of the calls that configure a machine.</summary>
    InstanceStart,

    /// <summary>Asks the guest to restart, by the keyboard's three keys.</summary>
    SendCtrlAltDel,

    /// <summary>Writes the counters now.</summary>
    FlushMetrics,
}
