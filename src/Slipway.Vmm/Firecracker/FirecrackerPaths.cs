namespace Slipway.Vmm.Firecracker;

/// <summary>Under which paths a Firecracker finds what it opens itself; relative ones begin in its working directory.</summary>
internal sealed record FirecrackerPaths
{
    /// <summary>Of the boot source; null in a machine that is restored.</summary>
    public string? Kernel { get; init; }

    /// <summary>Null: the kernel has all it needs.</summary>
    public string? Initrd { get; init; }

    /// <summary>In the order of the machine's drives. A snapshot has them in it, so they are the same for all machines.</summary>
    public required IReadOnlyList<string> Drives { get; init; }

    /// <summary>The socket that it makes.</summary>
    public required string Vsock { get; init; }

    /// <summary>The snapshot that it loads; null: it boots.</summary>
    public SnapshotPaths? Loaded { get; init; }

    /// <summary>The snapshot that it can be told to make; null: it cannot.</summary>
    public SnapshotPaths? Saved { get; init; }
}
