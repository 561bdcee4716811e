using System.Text.Json.Serialization;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>How pages of a loaded snapshot come into memory.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MemoryBackendType>))]
internal enum MemoryBackendType
{
    /// <summary>Mapped privately, read when touched.</summary>
    File,

    /// <summary>Given by another process (userfaultfd(2)).</summary>
    Uffd,
}
