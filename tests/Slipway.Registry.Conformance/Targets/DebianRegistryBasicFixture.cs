namespace Slipway.Registry.Conformance.Targets;

/// <summary>Debian's docker-registry with a user: shows that the cases about logging in are right.</summary>
public sealed class DebianRegistryBasicFixture : TargetFixture
{
    // crypt(3) of "conformance" by bcrypt at the least cost.
    private const string Htpasswd = "user:$2y$04$abcdefghijklmnopqrstuuRt90UIwJMAqeuEcmdm1qOUq2BcGjKpe";

    private DebianRegistry? _registry;

    protected override string? Missing() => DebianRegistry.Missing();

    protected override async Task<ConformanceTarget> StartAsync()
    {
        _registry = await DebianRegistry.StartAsync(Htpasswd);
        return new ConformanceTarget
        {
            Name = "docker-registry-basic",
            Base = _registry.Base,
            Auth = AuthMode.Basic,
            User = new Credentials("user", "conformance"),
            Gaps = DebianRegistryGaps.All,
        };
    }

    protected override ValueTask StopAsync()
    {
        _registry?.Dispose();
        return ValueTask.CompletedTask;
    }
}
