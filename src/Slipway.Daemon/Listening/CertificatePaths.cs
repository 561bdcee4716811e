namespace Slipway.Daemon.Listening;

/// <summary>A certificate chain and its key, both PEM, absolute paths.</summary>
internal sealed record CertificatePaths(string Chain, string Key);
