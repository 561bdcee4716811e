using System.Text.Json.Serialization;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Pages of the host behind the guest's memory.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HugePages>))]
internal enum HugePages
{
    None,

    /// <summary>Where the host's kernel finds some (madvise(2), MADV_HUGEPAGE).</summary>
    Transparent,

    /// <summary>2 MiB, reserved by the administrator (hugetlbfs).</summary>
    [JsonStringEnumMemberName("2M")]
    TwoMib,
}
