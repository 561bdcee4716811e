namespace Slipway.Registry.Authorizer;

/// <summary>A token bucket: <paramref name="Burst"/> at once, and then <paramref name="PerSecond"/> more each second.</summary>
public sealed record RateLimit(int Burst, double PerSecond);
