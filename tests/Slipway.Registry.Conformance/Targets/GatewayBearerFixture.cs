namespace Slipway.Registry.Conformance.Targets;

/// <summary>The gateway, asking by Bearer.</summary>
public sealed class GatewayBearerFixture() : GatewayFixture("gateway-bearer", AuthMode.Bearer);
