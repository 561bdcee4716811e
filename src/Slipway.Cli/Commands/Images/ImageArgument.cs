using System.CommandLine;

namespace Slipway.Cli.Commands.Images;

/// <summary>Names an image that is on this machine.</summary>
internal static class ImageArgument
{
    public static Argument<string> Create() => new("IMAGE") { Description = "A name, or the first digits of an id or digest" };
}
