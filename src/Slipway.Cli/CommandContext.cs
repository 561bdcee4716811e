namespace Slipway.Cli;

/// <summary>What a verb sees of its process: data goes to <see cref="Out"/>, words for people to <see cref="Error"/>.</summary>
internal sealed record CommandContext(TextWriter Out, TextWriter Error, TimeProvider Time)
{
    public static CommandContext OfThisProcess() => new(Console.Out, Console.Error, TimeProvider.System);
}
