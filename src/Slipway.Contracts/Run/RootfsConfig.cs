namespace Slipway.Contracts.Run;

/// <summary>A root joined by overlayfs in the guest: read-only ext4 devices, and one writable ext4 device above them.</summary>
public sealed record RootfsConfig
{
    /// <summary>At least one device, topmost first (the order of overlayfs' <c>lowerdir</c>).</summary>
    public required IReadOnlyList<string> Lower { get; init; }

    /// <summary>Devices with nothing on them, which machines of other images use; absent: none.</summary>
    public IReadOnlyList<string>? Spare { get; init; }

    /// <summary>The machine's own writable ext4 device; absent: changes live in the guest's memory and end with it.</summary>
    public string? Upper { get; init; }
}
