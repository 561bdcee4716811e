using Slipway.Contracts.Run;

namespace Slipway.Contracts.GuestLink;

/// <summary>Runs a program beside the main process. Channels, commands and replies as with <see cref="AttachRequest"/>. A Reset of the stream, or the
/// loss of the link, kills it.</summary>
public sealed record ExecRequest : GuestRequest
{
    /// <summary>The argument vector, at least one element; the first is looked up in PATH unless it holds a slash.</summary>
    public required IReadOnlyList<string> Args { get; init; }

    /// <summary>Laid over the main process's environment; wins.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Absolute; absent: the main process's.</summary>
    public string? WorkingDir { get; init; }

    /// <summary><c>user[:group]</c>; absent: the main process's.</summary>
    public string? User { get; init; }

    /// <summary>Gives the program a terminal: stdout and stderr are then one stream.</summary>
    public bool Tty { get; init; }

    /// <summary>The terminal's size at the start.</summary>
    public TerminalSize? TtySize { get; init; }

    /// <summary>The program reads what the host sends; else its stdin is <c>/dev/null</c>.</summary>
    public bool Stdin { get; init; }
}
