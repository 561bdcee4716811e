namespace Slipway.Registry.Conformance.Targets;

/// <summary>A user of the registry under test.</summary>
public sealed record Credentials(string User, string Password);
