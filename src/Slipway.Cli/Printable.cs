namespace Slipway.Cli;

/// <summary>Text from elsewhere (images, registries, guests) for a terminal: without control characters, which could drive it.</summary>
internal static class Printable
{
    public static string Text(string text) =>
        text.Any(IsDangerous) ? string.Concat(text.Select(character => IsDangerous(character) ? '\uFFFD' : character)) : text;

    private static bool IsDangerous(char character) => char.IsControl(character) && character is not ('\n' or '\t');
}
