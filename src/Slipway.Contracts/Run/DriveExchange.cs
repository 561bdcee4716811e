namespace Slipway.Contracts.Run;

/// <summary>
/// What host and init agree on about the drives of a machine that waits for its run config: all but the first are placeholders, and become the
/// machine's own while it is saved.
/// </summary>
public static class DriveExchange
{
    /// <summary>The length of a placeholder: one sector, too little for any file system, so that a drive is known to be none by its length.</summary>
    public const int PlaceholderBytes = SectorBytes;

    /// <summary>The unit of a drive's length (Linux, Documentation/ABI/stable/sysfs-block, size).</summary>
    public const int SectorBytes = 512;

    /// <summary>Under this name in its environment, which a kernel fills from its command line, init finds <see cref="Resized"/> or nothing.</summary>
    public const string Variable = "SLIPWAY_DRIVES";

    /// <summary>The VMM gives drives that keep their driver another file and tells the guest that their lengths have changed. Without it the guest gives its
    /// drives up before, and takes them anew.</summary>
    public const string Resized = "resized";
}
