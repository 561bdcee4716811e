using Slipway.Contracts.Run;

namespace Slipway.Host.Machines;

/// <summary>What a machine runs, where it differs from what its image says.</summary>
public sealed record MachineProgram
{
    /// <summary>In place of the image's entrypoint; the image's command is then dropped.</summary>
    public string? Entrypoint { get; init; }

    /// <summary>Arguments in place of the image's command; null leaves that.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Laid over the image's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary><c>user[:group]</c>, names or numbers.</summary>
    public string? User { get; init; }

    /// <summary>Absolute; made when missing.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The program gets a terminal of this size; null: three streams.</summary>
    public TerminalSize? Terminal { get; init; }

    /// <summary>The program reads what is written to the machine's stdin; else <c>/dev/null</c>.</summary>
    public bool HasStdin { get; init; }
}
