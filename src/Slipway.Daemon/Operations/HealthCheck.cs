namespace Slipway.Daemon.Operations;

/// <summary>One thing that must work for a server to serve.</summary>
/// <param name="RunAsync">Null when it works, else what does not.</param>
internal sealed record HealthCheck(string Name, Func<CancellationToken, Task<string?>> RunAsync);
