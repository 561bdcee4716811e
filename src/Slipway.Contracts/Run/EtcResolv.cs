namespace Slipway.Contracts.Run;

/// <summary>The whole of <c>/etc/resolv.conf</c> (resolv.conf(5)).</summary>
public sealed record EtcResolv
{
    /// <summary>Addresses of resolvers; the C library uses the first three.</summary>
    public IReadOnlyList<string>? Nameservers { get; init; }

    /// <summary>Search domains.</summary>
    public IReadOnlyList<string>? Search { get; init; }

    /// <summary>Options, such as <c>ndots:1</c>.</summary>
    public IReadOnlyList<string>? Options { get; init; }
}
