namespace Slipway.Daemon.Settings;

/// <summary>The registry behind the gateway.</summary>
/// <param name="SecretFile">Holds its <c>http.secret</c>, with which upload states are signed; null when it is not known.</param>
/// <param name="LoginFile">Holds <c>user:password</c> for it; null when it wants none.</param>
internal sealed record UpstreamSettings(Uri Address, string? SecretFile, string? LoginFile);
