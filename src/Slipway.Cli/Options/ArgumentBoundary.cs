using System.CommandLine;

namespace Slipway.Cli.Options;

/// <summary>
/// Everything after <c>slipway run IMAGE</c> belongs to the program in the image, also what looks like an option of ours:
/// <c>slipway run debian ls -l</c>. The parser is told so by a <c>--</c> put behind the image.
/// </summary>
internal static class ArgumentBoundary
{
    /// <param name="root">The whole command, whose options may stand before and after the verb.</param>
    /// <param name="run">The verb.</param>
    public static IReadOnlyList<string> Mark(IReadOnlyList<string> arguments, Command root, Command run)
    {
        var verb = SkipOptions(arguments, 0, [root]);
        if (verb == arguments.Count || arguments[verb] != run.Name)
            return arguments;
        var image = SkipOptions(arguments, verb + 1, [root, run]);
        return image == arguments.Count || arguments[image] == "--" ? arguments : [.. arguments.Take(image + 1), "--", .. arguments.Skip(image + 1)];
    }

    /// <summary>The index of the first argument that is neither an option nor an option's value; the count when there is none.</summary>
    private static int SkipOptions(IReadOnlyList<string> arguments, int index, Command[] commands)
    {
        while (index < arguments.Count && arguments[index] is ['-', _, ..] and not "--")
            index += TakesNext(arguments[index], commands) ? 2 : 1;
        return Math.Min(index, arguments.Count);
    }

    /// <summary>The option's value is the next argument: it takes one and does not carry it along.</summary>
    private static bool TakesNext(string argument, Command[] commands)
    {
        if (argument.Contains('=', StringComparison.Ordinal))
            return false;
        var name = argument.StartsWith("--", StringComparison.Ordinal) ? argument : "-" + argument[^1];
        var option = commands.SelectMany(command => command.Options).FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));
        return option is not null && option.Arity.MinimumNumberOfValues > 0;
    }
}
