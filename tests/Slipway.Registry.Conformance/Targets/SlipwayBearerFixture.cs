namespace Slipway.Registry.Conformance.Targets;

/// <summary>Our own registry, asking by Bearer.</summary>
public sealed class SlipwayBearerFixture() : SlipwayFixture("slipway-bearer", AuthMode.Bearer);
