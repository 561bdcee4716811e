namespace Slipway.Registry.Conformance.Targets;

/// <summary>Our own registry; it has no gap.</summary>
public abstract class SlipwayFixture(string name, AuthMode auth) : TargetFixture
{
    private SlipwayDaemon? _daemon;

    protected override string? Missing() => DaemonProcess.Missing();

    protected override async Task<ConformanceTarget> StartAsync()
    {
        _daemon = await SlipwayDaemon.StartAsync(auth);
        return new ConformanceTarget
        {
            Name = name,
            Base = _daemon.Base,
            Auth = auth,
            User = _daemon.User,
            OtherTenant = _daemon.OtherTenant,
            Administrator = _daemon.Administrator,
        };
    }

    protected override ValueTask StopAsync()
    {
        _daemon?.Dispose();
        return ValueTask.CompletedTask;
    }
}
