using System.CommandLine;
using Slipway.Cli.Options;

namespace Slipway.Cli;

/// <summary>The <c>--format</c> option, the same on every verb that prints data.</summary>
internal static class OutputFormatOption
{
    public static Option<OutputFormat> Create() => ChoiceOption.Create<OutputFormat>("--format", "text for people (default), json for programs");
}
