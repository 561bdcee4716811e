namespace Slipway.Host;

/// <summary>Where Slipway keeps what it must remember; docs/cli.md lists the folders inside.</summary>
/// <param name="Root">Absolute path; made when first written to.</param>
public sealed record DataDirectory(string Root)
{
    /// <summary>The environment variable that names another place.</summary>
    public const string Variable = "SLIPWAY_DATA_DIR";

    /// <summary>Consoles of machines that failed to boot.</summary>
    public string Consoles => Path.Combine(Root, "consoles");

    /// <summary>Sockets of machines that are starting.</summary>
    public string Machines => Path.Combine(Root, "machines");

    /// <summary>What machines start from in place of a boot.</summary>
    public string Templates => Path.Combine(Root, "templates");

    /// <summary>
    /// <paramref name="chosen"/> if there is one, else <see cref="Variable"/>, else <c>/var/lib/slipway</c> for root and
    /// <c>$XDG_DATA_HOME/slipway</c> for everybody else (XDG base directory specification: <c>~/.local/share</c> when unset or relative).
    /// </summary>
    public static DataDirectory Resolve(string? chosen)
    {
        var path = string.IsNullOrEmpty(chosen) ? Environment.GetEnvironmentVariable(Variable) : chosen;
        if (!string.IsNullOrEmpty(path))
            return new DataDirectory(Path.GetFullPath(path));
        if (Environment.IsPrivilegedProcess)
            return new DataDirectory("/var/lib/slipway");
        var home = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        if (string.IsNullOrEmpty(home) || !Path.IsPathRooted(home))
            home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/share");
        return new DataDirectory(Path.Combine(home, "slipway"));
    }
}
