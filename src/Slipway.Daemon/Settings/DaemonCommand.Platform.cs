using System.CommandLine;

namespace Slipway.Daemon.Settings;

internal sealed partial class DaemonCommand
{
    private readonly Option<Uri?> _platform = new("--platform-url") { Description = "The platform, for a registry that runs without it", HelpName = "URL", CustomParser = ParseUrl };
    private readonly Option<FileInfo?> _platformSecret = new("--platform-secret-file") { Description = "Holds the secret of that platform, a copy of its registry.secret", HelpName = "FILE" };

    private IEnumerable<Option> PlatformOptions() => [_platform, _platformSecret];

    private PlatformSettings ReadPlatform(ParseResult parsed)
    {
        var (address, secret) = (parsed.GetValue(_platform), parsed.GetValue(_platformSecret)?.FullName);
        var hasPlatform = (parsed.GetValue(_roles) & Roles.Platform) != 0;
        if (hasPlatform && address is not null)
            throw new ConfigurationException("--platform-url is for a registry that runs without the platform: add --roles registry.");
        if (!hasPlatform && (address is null || secret is null))
            throw new ConfigurationException("a registry without the platform's role needs --platform-url and --platform-secret-file.");
        return new PlatformSettings(address, secret);
    }
}
