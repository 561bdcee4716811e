using Slipway.Contracts.GuestLink;
using Slipway.Init.Boot;
using Slipway.Linux.Paths;

namespace Slipway.Init.Processes;

/// <summary>Finds the file that an argument vector's first element means, as execvp(3) does, but with the program's own PATH.</summary>
internal static class ProgramLookup
{
    /// <summary>The file to execute; it exists, is regular and has an execute bit, unless <paramref name="name"/> is a path: then execve judges.</summary>
    /// <exception cref="GuestFaultException">No such program in PATH, or only files that cannot be executed.</exception>
    public static string Find(string name, string path, string workingDir)
    {
        if (name.Length == 0)
            throw new GuestFaultException(GuestErrorCode.NotFound, "the program's name is empty");
        if (name.Contains('/', StringComparison.Ordinal))
            return Absolute(name, workingDir);
        string? refused = null;
        foreach (var directory in path.Split(':'))
        {
            var file = $"{Absolute(directory, workingDir).TrimEnd('/')}/{name}";
            if (PathStatus.TryRead(file, followLink: true, out _) is not { IsRegular: true } status)
                continue;
            if (status.HasExecuteBit)
                return file;
            refused ??= file;
        }

        throw refused is null
            ? new GuestFaultException(GuestErrorCode.NotFound, $"program '{name}' is in no directory of PATH ({path})")
            : new GuestFaultException(GuestErrorCode.NotExecutable, $"{refused} has no execute permission");
    }

    private static string Absolute(string path, string workingDir) => path.StartsWith('/') ? path : $"{workingDir.TrimEnd('/')}/{path}";
}
