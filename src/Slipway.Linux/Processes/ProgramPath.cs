namespace Slipway.Linux.Processes;

/// <summary>Finds programs on PATH.</summary>
public static class ProgramPath
{
    /// <summary>The absolute path of a program.</summary>
    /// <param name="program">File name without a directory.</param>
    /// <param name="aptPackage">Debian package that brings it, named when it is missing.</param>
    /// <exception cref="FileNotFoundException">No directory of PATH has it.</exception>
    public static string Find(string program, string aptPackage)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted)
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"the program {program} is missing on PATH ({path}); install the package {aptPackage}", program);
    }
}
