using System.Text.Json.Serialization;

namespace Slipway.Contracts.GuestLink;

/// <summary>
/// The machine goes on from a snapshot, perhaps as one of many: gives it time and randomness and a name of its own, and then
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

    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    [JsonIgnore]
    public string? Fault =>
        Freshness.Fault is { } stale ? $"Freshness: {stale}"
        : MachineId.Length != 32 || !MachineId.All(char.IsAsciiHexDigitLower) ? $"MachineId: '{MachineId}' is not 32 lower-case hex digits"
        : Hostname is not null && !Run.RunConfigFaults.IsHostname(Hostname) ? $"Hostname: '{Hostname}' is none"
        : null;
}
