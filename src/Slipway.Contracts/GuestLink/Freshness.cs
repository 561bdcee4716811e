using System.Text.Json.Serialization;

namespace Slipway.Contracts.GuestLink;

/// <summary>What a guest that goes on from a snapshot cannot know or must not share with others that do: the time, and randomness of its own.</summary>
public sealed record Freshness
{
    /// <summary>As many bytes as the kernel's random pool holds.</summary>
    public const int MinEntropyBytes = 32;

    /// <summary>More makes nothing more random.</summary>
    public const int MaxEntropyBytes = 512;

    /// <summary>Random bytes of the host's, for this guest alone and never used twice.</summary>
    public required ReadOnlyMemory<byte> Entropy { get; init; }

    /// <summary>The host's clock: microseconds since 1970.</summary>
    public required long UnixMicroseconds { get; init; }

    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    [JsonIgnore]
    public string? Fault =>
        Entropy.Length is < MinEntropyBytes or > MaxEntropyBytes ? $"Entropy has {Entropy.Length} bytes; {MinEntropyBytes} to {MaxEntropyBytes} are wanted"
        : UnixMicroseconds <= 0 ? $"UnixMicroseconds: {UnixMicroseconds} is before 1970"
        : null;

    /// <summary>Never shows the entropy.</summary>
    public override string ToString() => $"{nameof(Freshness)} {{ {Entropy.Length} bytes, {UnixMicroseconds} }}";
}
