using System.CommandLine;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Cli.Commands.Copies;

/// <summary><c>slipway push SOURCE NAME</c>: brings an image to a registry.</summary>
internal static class PushCommand
{
    public static Command Create(CommandContext context)
    {
        var source = new Argument<string>("SOURCE") { Description = CopyOptions.Sources };
        var name = new Argument<string>("NAME") { Description = "What it is to be called in its registry, such as ghcr.io/org/app:1.2" };
        var command = new Command("push", "Push an image to a registry") { source, name };
        var options = CopyOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (from, to) = (parsed.GetRequiredValue(source), parsed.GetRequiredValue(name));
            return ImageSources.IsInRegistry(to)
                ? await options.CopyAsync(context, parsed, from, to, cancellationToken)
                : throw new OciException(OciErrorCode.Unsupported, $"'{to}' is no name in a registry; 'slipway image copy {from} {to}' writes layouts.");
        });
        return command;
    }
}
