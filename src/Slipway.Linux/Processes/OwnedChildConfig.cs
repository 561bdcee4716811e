using System.Runtime.InteropServices;
using Slipway.Linux.Namespaces;

namespace Slipway.Linux.Processes;

/// <summary>A program to run as an <see cref="OwnedChild"/>, one that does not outlive this process.</summary>
public sealed record OwnedChildConfig
{
    /// <summary>Absolute path.</summary>
    public required string Program { get; init; }

    /// <summary>Arguments after the program's own name, as they are.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The whole environment, <c>NAME=value</c> each; nothing is inherited.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Where the child starts; null: where this process is.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>What a confined child gets as its standard input; stays the caller's. Null: <c>/dev/null</c>, which it always is for others.</summary>
    internal SafeHandle? StandardInput { get; init; }

    /// <summary>What the child gets as its standard output; stays the caller's. Null: <c>/dev/null</c>.</summary>
    public SafeHandle? StandardOutput { get; init; }

    /// <summary>What the child gets as its standard error; stays the caller's. Null: <c>/dev/null</c>.</summary>
    public SafeHandle? StandardError { get; init; }

    /// <summary>What the child gets as descriptors 3, 4, 5 … in this order; it gets no others. They stay the caller's, who may close them
    /// once the child has started.</summary>
    public IReadOnlyList<SafeHandle> Descriptors { get; init; } = [];

    /// <summary>The network it is in; null: this process's own. Stays the caller's, who may dispose it once the child has started.</summary>
    public NetworkNamespace? NetworkNamespace { get; init; }

    /// <summary>What sets it apart from this system; null: nothing. A confined child has no working directory but its root.</summary>
    public Confinement? Confinement { get; init; }

    /// <summary>Limits in place of those that it would inherit.</summary>
    public IReadOnlyList<ResourceLimit> Limits { get; init; } = [];

    /// <summary>The number that the first of <see cref="Descriptors"/> has in the child.</summary>
    public const int FirstDescriptor = 3;
}
