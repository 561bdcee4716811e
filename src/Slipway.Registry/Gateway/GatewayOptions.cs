namespace Slipway.Registry.Gateway;

/// <summary>The registry behind a gateway.</summary>
/// <param name="Upstream">Its root: scheme, host, port, and a path if it is below one.</param>
/// <param name="Secrets">What is shared with it.</param>
/// <param name="MaxIdle">Longest time in which a transfer may not move, in either direction.</param>
public sealed record GatewayOptions(Uri Upstream, UpstreamSecrets Secrets, TimeSpan MaxIdle)
{
    public static readonly TimeSpan DefaultMaxIdle = TimeSpan.FromMinutes(5);
}
