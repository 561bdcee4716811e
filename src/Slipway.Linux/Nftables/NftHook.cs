namespace Slipway.Linux.Nftables;

/// <summary>Where on a packet's way a chain is, of which type, and when among the chains of the same place (nft(8), "Chains"). Lower is earlier.</summary>
public sealed class NftHook
{
    private NftHook(string type, uint number, int priority) => (Type, Number, Priority) = (type, number, priority);

    /// <summary>Addresses to which this host's network leads, before it decides where a packet goes.</summary>
    public static NftHook NatPrerouting { get; } = new("nat", 0, -100);

    /// <summary>As <see cref="NatPrerouting"/>, for what this host's own programs send.</summary>
    public static NftHook NatOutput { get; } = new("nat", 3, -100);

    /// <summary>Addresses from which packets seem to come, when it is decided where they go.</summary>
    public static NftHook NatPostrouting { get; } = new("nat", 4, 100);

    /// <summary>What is for this host itself.</summary>
    public static NftHook Input { get; } = new("filter", 1, 0);

    /// <summary>What this host passes on.</summary>
    public static NftHook Forward { get; } = new("filter", 2, 0);

    internal string Type { get; }

    internal uint Number { get; }

    internal int Priority { get; }
}
