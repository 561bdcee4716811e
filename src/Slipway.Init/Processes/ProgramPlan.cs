using Slipway.Contracts.Run;
using Slipway.Init.Users;

namespace Slipway.Init.Processes;

/// <summary>A program to start, everything resolved but the file.</summary>
internal sealed record ProgramPlan
{
    public required IReadOnlyList<string> Args { get; init; }

    public required IReadOnlyDictionary<string, string> Env { get; init; }

    public required string WorkingDir { get; init; }

    public required ProgramUser User { get; init; }

    /// <summary>One of <see cref="ControlGroups"/>.</summary>
    public required string Group { get; init; }

    public bool Tty { get; init; }

    public TerminalSize? TtySize { get; init; }

    public bool Stdin { get; init; }
}
