namespace Slipway.Cli.Servers;

/// <summary>Directories of the user's own, by the XDG base directory specification: a variable that is unset or relative does not count.</summary>
internal static class UserDirectories
{
    public static string Home(Func<string, string?> variable) =>
        Absolute(variable("HOME")) ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    public static string Config(Func<string, string?> variable) => Absolute(variable("XDG_CONFIG_HOME")) ?? Path.Combine(Home(variable), ".config");

    public static string? Absolute(string? path) => string.IsNullOrEmpty(path) || !Path.IsPathRooted(path) ? null : path;
}
