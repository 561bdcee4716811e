namespace Slipway.Cli;

/// <summary>What <c>slipway</c> itself exits with; docs/cli.md lists them. <c>slipway run</c> otherwise exits with the program's own code.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A verb other than <c>run</c> failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line was not understood.</summary>
    public const int Usage = 2;

    /// <summary><c>run</c>: the machine was suspended, its program has not ended (EX_TEMPFAIL of sysexits.h).</summary>
    public const int Suspended = 75;

    /// <summary><c>run</c>: Slipway itself failed before or while the program ran.</summary>
    public const int RunFailed = 125;

    /// <summary><c>run</c>: the program is there and cannot be executed.</summary>
    public const int NotExecutable = 126;

    /// <summary>Stopped by a signal, <c>run</c> before its program ran; as shells say SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary><c>run</c>: the machine was ended at once, as shells say SIGKILL.</summary>
    public const int Killed = 137;

    /// <summary><c>run</c>: nobody takes the output any more, as shells say SIGPIPE.</summary>
    public const int BrokenPipe = 141;

    /// <summary><c>run</c>: the program is not in the image.</summary>
    public const int NotFound = 127;
}
