namespace Slipway.Cli;

/// <summary>What <c>slipway</c> itself exits with; docs/cli.md lists them. <c>slipway run</c> otherwise exits with the program's own code.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A verb other than <c>run</c> failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line was not understood.</summary>
    public const int Usage = 2;

    /// <summary><c>run</c>: Slipway itself failed before or while the program ran.</summary>
    public const int RunFailed = 125;

    /// <summary><c>run</c>: the program is there and cannot be executed.</summary>
    public const int NotExecutable = 126;

    /// <summary><c>run</c>: the program is not in the image.</summary>
    public const int NotFound = 127;
}
