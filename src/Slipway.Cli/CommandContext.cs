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

    /// <summary>What the caller pipes or types in; opened when first read.</summary>
    public TextReader In { get => field ??= Console.In; init; }

    /// <summary>Questions are asked where somebody can answer.</summary>
    public bool IsInputTerminal { get; init; }

    /// <summary>A variable of the environment, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    public static CommandContext OfThisProcess() => new(Console.Out, Console.Error, TimeProvider.System) { IsErrorTerminal = !Console.IsErrorRedirected, IsInputTerminal = !Console.IsInputRedirected };

    public DataDirectory DataDirectoryOf(ParseResult parsed) => DataDirectory.Resolve(parsed.GetValue(DataDirectoryOption)?.FullName);
}
