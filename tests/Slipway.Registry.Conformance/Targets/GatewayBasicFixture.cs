namespace Slipway.Registry.Conformance.Targets;

/// <summary>The gateway, asking by Basic.</summary>
public sealed class GatewayBasicFixture() : GatewayFixture("gateway-basic", AuthMode.Basic);
