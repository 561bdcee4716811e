using System.Text.Json.Serialization;
using Slipway.Contracts.Run;

namespace Slipway.Contracts.GuestLink;

/// <summary>
/// The machine goes on from a snapshot, perhaps as one of many: gives it time and randomness, a name and addresses of its own, and then
/// lets its processes go on, which stood since the <see cref="FreezeRequest"/>. To be asked before anything else. Replies:
/// <see cref="DoneReply"/>.
/// </summary>
public sealed record RenewRequest : GuestRequest
{
    /// <summary>Time and randomness.</summary>
    public required Freshness Freshness { get; init; }

    /// <summary>The new host name; absent: it keeps the one it has.</summary>
    public string? Hostname { get; init; }

    /// <summary>What <c>/etc/machine-id</c> will say, where the machine has one: 32 lower-case hex digits.</summary>
    public required string MachineId { get; init; }

    /// <summary>The addresses of its one network device from now on, in place of those it had; absent: it keeps them.</summary>
    public IReadOnlyList<IpConfig>? IPConfigs { get; init; }

    /// <summary>Whom it asks for names from now on; absent: as before.</summary>
    public EtcResolv? EtcResolv { get; init; }

    /// <summary>What is wrong with it, in words, as far as that can be told without the machine's run config; null when nothing is.</summary>
    [JsonIgnore]
    public string? Fault =>
        Freshness.Fault is { } stale ? $"Freshness: {stale}"
        : MachineId.Length != 32 || !MachineId.All(char.IsAsciiHexDigitLower) ? $"MachineId: '{MachineId}' is not 32 lower-case hex digits"
        : Hostname is not null && !RunConfigFaults.IsHostname(Hostname) ? $"Hostname: '{Hostname}' is none"
        : null;
}
