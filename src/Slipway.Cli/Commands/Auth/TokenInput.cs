using Slipway.Cli.Servers;

namespace Slipway.Cli.Commands.Auth;

/// <summary>Takes a token from where the user has it: a file, a pipe, or the keyboard.</summary>
internal static class TokenInput
{
    private const int MaxFileBytes = 4096;

    public static async Task<string> ReadAsync(CommandContext context, bool fromStandardInput, FileInfo? file, ServerAddress address, CancellationToken cancellationToken)
    {
        if (file is not null)
            return await ReadFileAsync(file, cancellationToken);
        if (fromStandardInput)
            return (await context.In.ReadLineAsync(cancellationToken))?.Trim() ?? throw new ServerException("standard input ended without a token.");
        if (!context.IsInputTerminal)
            throw new ServerException("nobody is there to type a token; say --token-stdin or --token-file FILE.");
        context.Error.Write($"Token for {address}: ");
        context.Error.Flush();
        var typed = await HiddenLine.ReadAsync(cancellationToken);
        context.Error.WriteLine();
        return typed.Trim();
    }

    private static async Task<string> ReadFileAsync(FileInfo file, CancellationToken cancellationToken)
    {
        if (!file.Exists)
            throw new ServerException($"there is no file {file}.");
        if (file.Length > MaxFileBytes)
            throw new ServerException($"{file} has {file.Length} bytes; a file with a token has one line.");
        return (await File.ReadAllTextAsync(file.FullName, cancellationToken)).Trim();
    }
}
