using System.CommandLine;
using Slipway.Oci;

namespace Slipway.Cli.Options;

/// <summary><c>--platform</c>: which image of an index is wanted; this machine's unless said.</summary>
internal static class PlatformOption
{
    public static Option<Platform> Create() => new("--platform")
    {
        Description = "Platform wanted of an image for several, such as linux/arm64",
        HelpName = "OS/ARCH",
        DefaultValueFactory = _ => Platform.Current,
        CustomParser = result =>
        {
            if (Platform.TryParse(result.Tokens[0].Value, out var platform))
                return platform;
            result.AddError($"--platform '{result.Tokens[0].Value}' is no platform; os/architecture is expected, such as linux/arm64.");
            return null;
        },
    };
}
