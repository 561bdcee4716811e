namespace Slipway.Bench;

/// <summary>One of the things that a bench compares.</summary>
/// <param name="Name">What stands in the table.</param>
/// <param name="RunAsync">Does the work once and says how long it took.</param>
internal sealed record Contender(string Name, Func<CancellationToken, Task<TimeSpan>> RunAsync);
