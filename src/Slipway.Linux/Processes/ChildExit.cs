namespace Slipway.Linux.Processes;

/// <summary>How a child process ended.</summary>
/// <param name="Pid">Which.</param>
/// <param name="ExitCode">0 to 255; 0 after a signal.</param>
/// <param name="Signal">The signal that ended it, or 0.</param>
public readonly record struct ChildExit(int Pid, int ExitCode, int Signal)
{
    public override string ToString() => Signal == 0 ? $"exit code {ExitCode}" : $"signal {Signal}";
}
