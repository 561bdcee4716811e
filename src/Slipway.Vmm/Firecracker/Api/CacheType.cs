using System.Text.Json.Serialization;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>What a guest's flush does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CacheType>))]
internal enum CacheType
{
    /// <summary>Nothing; the guest is told that the disk has no cache.</summary>
    Unsafe,

    /// <summary>fsync(2) on the host.</summary>
    Writeback,
}
