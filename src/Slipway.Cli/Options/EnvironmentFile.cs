namespace Slipway.Cli.Options;

/// <summary>
/// Reads a file of environment variables as Docker does: one <c>NAME=value</c> a line, nothing is unquoted or expanded; blank lines and
/// lines that begin with # are passed over; a bare <c>NAME</c> takes its value from the caller's own environment, or is left out.
/// </summary>
internal static class EnvironmentFile
{
    private const long MaxBytes = 1 << 20;

    /// <exception cref="FormatException">A line has no name or a name with blanks; the message says which.</exception>
    public static IEnumerable<KeyValuePair<string, string>> Read(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > MaxBytes)
            throw new FormatException($"the environment file {path} has {length} bytes; at most {MaxBytes} are read.");
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var text = line.TrimStart();
            if (text.Length == 0 || text[0] == '#')
                continue;
            if (!TryParse(text, out var variable))
                throw new FormatException($"line {number} of the environment file {path} is not NAME=value.");
            if (variable is { } found)
                yield return found;
        }
    }

    /// <summary>Reads <c>NAME=value</c> or <c>NAME</c>; the variable is null for a bare name that the caller's environment lacks.</summary>
    public static bool TryParse(string text, out KeyValuePair<string, string>? variable)
    {
        variable = null;
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? text : text[..equals];
        if (name.Length == 0 || name.Any(char.IsWhiteSpace) || text.Contains('\0', StringComparison.Ordinal))
            return false;
        if (equals >= 0)
            variable = new(name, text[(equals + 1)..]);
        else if (Environment.GetEnvironmentVariable(name) is { } value)
            variable = new(name, value);
        return true;
    }
}
