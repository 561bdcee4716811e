namespace Slipway.Daemon.Settings;

/// <summary>Where the platform is for a registry that runs without it, and how the registry proves itself. Both null when it runs in this process.</summary>
/// <param name="SecretFile">A copy of the platform's <c>registry.secret</c>.</param>
internal sealed record PlatformSettings(Uri? Address, string? SecretFile);
