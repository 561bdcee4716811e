using System.CommandLine;
using Slipway.Images;

namespace Slipway.Cli.Options;

/// <summary><c>--layer-format</c>: what filesystem an image's layers are converted to. What <c>auto</c> means the environment may say.</summary>
internal static class LayerFormatOption
{
    public static Option<string?> Create() => new("--layer-format")
    {
        Description = $"What the image's layers are converted to; auto (default): what {LayerFormats.Variable} says, else {LayerFormats.NameOf(LayerFormats.Default)}",
        HelpName = string.Join('|', LayerFormats.Names),
        CustomParser = result =>
        {
            var chosen = result.Tokens[0].Value;
            if (LayerFormats.Names.Contains(chosen, StringComparer.Ordinal))
                return chosen;
            result.AddError($"--layer-format '{chosen}' is none of {string.Join(", ", LayerFormats.Names)}.");
            return null;
        },
        CompletionSources = { LayerFormats.Names.ToArray() },
    };
}
