namespace Slipway.Contracts.Run;

/// <summary>A volume: an ext4 device mounted at a directory of the root.</summary>
public sealed record VolumeMount
{
    /// <summary>Absolute; created when missing, and owned by the user the program runs as.</summary>
    public required string MountPath { get; init; }

    /// <summary>Such as <c>/dev/vdd</c>.</summary>
    public required string DevicePath { get; init; }

    /// <summary>Mounted read-only, and its owner left as it is.</summary>
    public bool ReadOnly { get; init; }
}
