using System.Text.Json.Serialization;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>How a disk's requests are made on the host.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IoEngine>))]
internal enum IoEngine
{
    /// <summary>One after the other, on the VMM's thread.</summary>
    Sync,

    /// <summary>io_uring(7), from Linux 5.10.51 on.</summary>
    Async,
}
