using System.CommandLine;

namespace Slipway.Cli;

/// <summary>The <c>--format</c> option, the same on every verb that prints data.</summary>
internal static class OutputFormatOption
{
    public static Option<OutputFormat> Create() => new("--format")
    {
        Description = "text for people, json for programs",
        DefaultValueFactory = _ => OutputFormat.Text,
    };
}
