using System.CommandLine;

namespace Slipway.Cli.Options;

/// <summary>
/// Everything after <c>slipway run IMAGE</c> belongs to the program in the image, also what looks like an option of ours:
/// <c>slipway run debian ls -l</c>. The parser is told so by a <c>--</c> put behind the image.
/// </summary>
internal static class ArgumentBoundary
{
    public static IReadOnlyList<string> Mark(IReadOnlyList<string> arguments, Command run)
    {
        if (arguments.Count == 0 || arguments[0] != run.Name)
            return arguments;
        var image = IndexOfImage(arguments, run);
        return image < 0 ? arguments : [.. arguments.Take(image + 1), "--", .. arguments.Skip(image + 1)];
    }

    private static int IndexOfImage(IReadOnlyList<string> arguments, Command run)
    {
        for (var i = 1; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "--")
                return -1;
            if (argument is "-" or "" || argument[0] != '-')
                return i;
            if (TakesNext(argument, run))
                i++;
        }

        return -1;
    }

    /// <summary>The option's value is the next argument: it takes one and does not carry it along.</summary>
    private static bool TakesNext(string argument, Command run)
    {
        if (argument.Contains('=', StringComparison.Ordinal))
            return false;
        var name = argument.StartsWith("--", StringComparison.Ordinal) ? argument : "-" + argument[^1];
        var option = run.Options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));
        return option is not null && option.Arity.MinimumNumberOfValues > 0;
    }
}
