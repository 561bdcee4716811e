using System.CommandLine;

namespace Slipway.Cli.Options;

/// <summary>An option whose values are the names of an enumeration, in lower case; the first is the default.</summary>
internal static class ChoiceOption
{
    public static Option<T> Create<T>(string name, string description)
        where T : struct, Enum
    {
        var values = Enum.GetNames<T>().Select(value => value.ToLowerInvariant()).ToArray();
        return new Option<T>(name)
        {
            Description = description,
            HelpName = string.Join('|', values),
            CustomParser = result =>
            {
                var chosen = result.Tokens[0].Value;
                if (values.Contains(chosen, StringComparer.Ordinal))
                    return Enum.Parse<T>(chosen, ignoreCase: true);
                result.AddError($"{name} '{chosen}' is none of {string.Join(", ", values)}.");
                return default;
            },
            CompletionSources = { values },
        };
    }
}
