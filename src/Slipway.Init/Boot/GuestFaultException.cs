using Slipway.Contracts.GuestLink;
using Slipway.Linux;

namespace Slipway.Init.Boot;

/// <summary>Something the guest was to do cannot be done; carries what the host will be told.</summary>
internal sealed class GuestFaultException(GuestErrorCode code, string message, Exception? cause = null) : Exception(message, cause)
{
    public LinkError Error { get; } = new() { Code = code, Message = message };

    /// <summary>Runs one step; a system call that fails in it becomes a fault of this kind.</summary>
    public static void Guard(GuestErrorCode code, string doing, Action step)
    {
        try
        {
            step();
        }
        catch (LinuxException e)
        {
            throw new GuestFaultException(e.Errno == Errno.NoSpace ? GuestErrorCode.DiskFull : code, $"{doing}: {e.Message}", e);
        }
    }
}
