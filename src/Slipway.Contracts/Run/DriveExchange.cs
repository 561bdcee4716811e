namespace Slipway.Contracts.Run;

/// <summary>
/// What host and init agree on about the drives of a machine that waits for its run config: all but the first are placeholders, and become the machine's
/// own while it is saved. The guest is told that their lengths have changed.
/// </summary>
public static class DriveExchange
{
    /// <summary>The length of a placeholder: one sector, too little for any file system, so that a drive is known to be none by its length.</summary>
    public const int PlaceholderBytes = 512;
}
