namespace Slipway.Registry.Conformance.Targets;

/// <summary>Our own <c>slipwayd</c> in a directory of its own, with two organizations. Ended by disposal.</summary>
internal sealed class SlipwayDaemon : IDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly DaemonProcess _process;

    private SlipwayDaemon(TemporaryDirectory directory, DaemonProcess process) => (_directory, _process) = (directory, process);

    public Uri Base => _process.Address;

    /// <summary>An organization's token that may pull, push and delete.</summary>
    public Credentials User { get; private set; } = null!;

    /// <summary>The same of another organization.</summary>
    public Credentials OtherTenant { get; private set; } = null!;

    /// <summary>A token of the first organization's that may read its catalog.</summary>
    public Credentials Administrator { get; private set; } = null!;

    /// <summary>Starts one with further options, and makes its organizations and tokens.</summary>
    public static async Task<SlipwayDaemon> StartAsync(AuthMode auth, params string[] options)
    {
        var directory = new TemporaryDirectory();
        SlipwayDaemon? daemon = null;
        try
        {
            var scheme = auth == AuthMode.Basic ? "basic" : "bearer";
            daemon = new SlipwayDaemon(directory, await DaemonProcess.StartAsync(directory.Path, ["--registry-auth", scheme, .. options]));
            await daemon.PrepareAsync();
            return daemon;
        }
        catch
        {
            daemon?._process.Dispose();
            directory.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        _directory.Dispose();
    }

    private async Task PrepareAsync()
    {
        using var administrator = await PlatformAdministrator.LoginAsync(Base, _directory.Path);
        foreach (var organization in (string[])["first", "second"])
            await administrator.CreateOrganizationAsync(organization);
        User = new Credentials("x", (await administrator.CreateTokenAsync("first", "push", "delete")).Secret);
        OtherTenant = new Credentials("x", (await administrator.CreateTokenAsync("second", "push", "delete")).Secret);
        Administrator = new Credentials("x", (await administrator.CreateTokenAsync("first", "admin")).Secret);
    }
}
