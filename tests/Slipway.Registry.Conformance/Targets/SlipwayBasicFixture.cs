namespace Slipway.Registry.Conformance.Targets;

/// <summary>Our own registry, asking by Basic.</summary>
public sealed class SlipwayBasicFixture() : SlipwayFixture("slipway-basic", AuthMode.Basic);
