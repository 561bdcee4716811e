using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Processes;

/// <summary>What <see cref="GuestSpawner"/> starts. The descriptors stay the caller's.</summary>
public sealed record GuestSpawnRequest
{
    /// <summary>The file to execute; not looked up anywhere.</summary>
    public required string Path { get; init; }

    /// <summary>The argument vector.</summary>
    public required IReadOnlyList<string> Args { get; init; }

    /// <summary>The environment, <c>NAME=value</c> each.</summary>
    public required IReadOnlyList<string> Env { get; init; }

    /// <summary>Existing directory to start in.</summary>
    public required string WorkingDir { get; init; }

    /// <summary>Who to be; null: as the caller is.</summary>
    public Credentials? Credentials { get; init; }

    /// <summary>A terminal's path: opened as stdin, stdout and stderr, and the new session's controlling terminal.</summary>
    public string? TerminalPath { get; init; }

    /// <summary>Becomes stdin; needed without a terminal, as the next two are.</summary>
    public FileDescriptor? Stdin { get; init; }

    /// <summary>Becomes stdout.</summary>
    public FileDescriptor? Stdout { get; init; }

    /// <summary>Becomes stderr.</summary>
    public FileDescriptor? Stderr { get; init; }
}
