namespace Slipway.Contracts.Run;

/// <summary>The members of an OCI image configuration's <c>config</c> object that init acts on (OCI image spec 1.1, config.md).</summary>
public sealed record ImageConfig
{
    /// <summary>First part of the argument vector.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Default arguments, or the whole vector when there is no entrypoint.</summary>
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary><c>NAME=value</c> each; an entry without <c>=</c> is ignored.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Absolute; absent or empty is <c>/</c>.</summary>
    public string? WorkingDir { get; init; }

    /// <summary><c>user[:group]</c>; absent or empty is root.</summary>
    public string? User { get; init; }

    /// <summary>The signal that asks the program to stop.</summary>
    public string? StopSignal { get; init; }
}
