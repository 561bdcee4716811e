using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Mounts;
using Slipway.Linux.Namespaces;

namespace Slipway.Linux.Processes;

/// <summary>
/// How an <see cref="OwnedChild"/> is set apart from this system. It has new mount, IPC and host name namespaces, sees control groups from its own on
/// down, and has the process namespace that is given, with which it ends. For root, on x86-64 with Linux 5.14 or newer. All handles stay the caller's, who
/// may close them once the child has started.
/// </summary>
public sealed record Confinement
{
    /// <summary>The processes it can see, and what it ends with.</summary>
    public required ProcessNamespace Processes { get; init; }

    /// <summary>An existing empty directory on which <see cref="Root"/> is mounted in the child's mount namespace, and nowhere else.</summary>
    public required string Directory { get; init; }

    /// <summary>What is mounted there.</summary>
    public required DetachedMount Root { get; init; }

    /// <summary>What is mounted in it, by absolute path as seen from inside, in this order. The places exist.</summary>
    public IReadOnlyList<(string Path, DetachedMount Mount)> Mounts { get; init; } = [];

    /// <summary>
    /// The user and group it becomes, alone and without capabilities; <see cref="Root"/> is then its root, read-only, and nothing else is left in its mount
    /// namespace. Null: it stays root and in this system's tree, for a program that goes on to do this itself.
    /// </summary>
    public uint? Id { get; init; }

    /// <summary>An open directory of a control group (v2) that it is born into; null: this process's own.</summary>
    public SafeFileHandle? ControlGroup { get; init; }

    /// <summary>Files that it gets as it opens their paths.</summary>
    public IReadOnlyList<HandedFile> Files { get; init; } = [];

    /// <summary>It has a network namespace of its own with nothing in it; else the one that the child would have anyway.</summary>
    public bool HasNoNetwork { get; init; }

    /// <summary>It may open ports below 1024, which is the one capability that a user can be left with.</summary>
    public bool OpensLowPorts { get; init; }
}
