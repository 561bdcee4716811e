using System.CommandLine;

namespace Slipway.Cli.Options;

/// <summary>An option that takes a span of time; null when it is not said.</summary>
internal static class DurationOption
{
    public static Option<TimeSpan?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (DurationSpelling.TryParse(result.Tokens[0].Value, out var span))
                return span;
            result.AddError($"{name} '{result.Tokens[0].Value}' is no span of time; write a number and s, m, h or d, as in 30d.");
            return null;
        },
    };
}
