namespace Slipway.Contracts.Run;

/// <summary>One address of <c>eth0</c>.</summary>
public sealed record IpConfig
{
    /// <summary>An IPv4 or IPv6 address without a prefix length.</summary>
    public required string IP { get; init; }

    /// <summary>Prefix length in bits: 0 to 32 or 0 to 128.</summary>
    public required int Mask { get; init; }

    /// <summary>Default route of this family; absent: none.</summary>
    public string? Gateway { get; init; }
}
