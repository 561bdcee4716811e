using System.CommandLine;
using Slipway.Host;

namespace Slipway.Cli;

/// <summary>What a verb sees of its process: data goes to <see cref="Out"/>, words for people to <see cref="Error"/>.</summary>
internal sealed record CommandContext(TextWriter Out, TextWriter Error, TimeProvider Time)
{
    /// <summary>On every verb: where Slipway keeps what it must remember.</summary>
    public Option<DirectoryInfo?> DataDirectoryOption { get; } = new("--data-dir")
    {
        Description = $"Where images and kernels are kept ({DataDirectory.Variable})",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Bars are drawn where people look.</summary>
    public bool IsErrorTerminal { get; init; }

    public static CommandContext OfThisProcess() => new(Console.Out, Console.Error, TimeProvider.System) { IsErrorTerminal = !Console.IsErrorRedirected };

    public DataDirectory DataDirectoryOf(ParseResult parsed) => DataDirectory.Resolve(parsed.GetValue(DataDirectoryOption)?.FullName);
}
