namespace Slipway.Registry.Conformance.Targets;

/// <summary>Debian's docker-registry 2.8.2 with its gaps declared: the registry that shows whether the cases themselves are right.</summary>
public sealed class DebianRegistryFixture : TargetFixture
{
    private DebianRegistry? _registry;

    protected override string? Missing() => DebianRegistry.Missing();

    protected override async Task<ConformanceTarget> StartAsync()
    {
        _registry = await DebianRegistry.StartAsync();
        return new ConformanceTarget { Name = "docker-registry", Base = _registry.Base, Gaps = DebianRegistryGaps.All };
    }

    protected override ValueTask StopAsync()
    {
        _registry?.Dispose();
        return ValueTask.CompletedTask;
    }
}
