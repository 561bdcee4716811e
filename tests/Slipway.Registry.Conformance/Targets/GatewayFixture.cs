namespace Slipway.Registry.Conformance.Targets;

/// <summary>Our authorizer in front of Debian's docker-registry, whose gaps show through.</summary>
public abstract class GatewayFixture(string name, AuthMode auth) : TargetFixture
{
    private readonly TemporaryDirectory _secrets = new();
    private DebianRegistry? _upstream;
    private SlipwayDaemon? _gateway;

    protected override string? Missing() => DaemonProcess.Missing() ?? DebianRegistry.Missing();

    protected override async Task<ConformanceTarget> StartAsync()
    {
        _upstream = await DebianRegistry.StartAsync();
        await File.WriteAllTextAsync(_secrets["secret"], DebianRegistry.HttpSecret, TestContext.Current.CancellationToken);
        _gateway = await SlipwayDaemon.StartAsync(
            auth, "--registry-upstream", _upstream.Base.AbsoluteUri, "--registry-upstream-secret-file", _secrets["secret"]);
        return new ConformanceTarget
        {
            Name = name,
            Base = _gateway.Base,
            Auth = auth,
            User = _gateway.User,
            OtherTenant = _gateway.OtherTenant,
            Administrator = _gateway.Administrator,
            Gaps = DebianRegistryGaps.All,
        };
    }

    protected override ValueTask StopAsync()
    {
        _gateway?.Dispose();
        _upstream?.Dispose();
        _secrets.Dispose();
        return ValueTask.CompletedTask;
    }
}
