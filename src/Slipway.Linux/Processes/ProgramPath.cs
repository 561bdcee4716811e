namespace Slipway.Linux.Processes;

/// <summary>Finds programs on PATH.</summary>
public static class ProgramPath
{
    /// <summary>The absolute path of a program.</summary>
    /// <param name="program">File name without a directory.</param>
    /// <param name="aptPackage">Debian package that brings it, named when it is missing.</param>
    /// <exception cref="FileNotFoundException">No directory of PATH has it.</exception>
    public static string Find(string program, string aptPackage) => TryFind(program)
        ?? throw new FileNotFoundException($"the program {program} is missing on PATH ({Value}); install the package {aptPackage}", program);

    /// <summary>The absolute path of a program; null when no directory of PATH has it.</summary>
    /// <param name="program">File name without a directory.</param>
    public static string? TryFind(string program) => Value.Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathRooted)
        .Select(directory => Path.Combine(directory, program))
        .FirstOrDefault(File.Exists);

    private static string Value => Environment.GetEnvironmentVariable("PATH") ?? "";
}
