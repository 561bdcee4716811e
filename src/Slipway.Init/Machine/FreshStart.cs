using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Init.Boot;
using Slipway.Init.Network;
using Slipway.Init.Rootfs;
using Slipway.Linux.Guest;

namespace Slipway.Init.Machine;

/// <summary>
/// Makes a guest that goes on from a snapshot differ from all others that do, before it does anything else: the kernel's random numbers, and the clock.
/// </summary>
/// <remarks>The kernel's boot id needs nothing: it is drawn when it is read first (drivers/char/random.c, proc_do_uuid), which init never does.</remarks>
internal static class FreshStart
{
    /// <exception cref="GuestFaultException">The kernel refused; the guest must then not go on.</exception>
    public static void Take(Freshness freshness) => GuestFaultException.Guard(GuestErrorCode.System, "fresh start", () =>
    {
        GuestEntropy.Reseed(freshness.Entropy.Span);
        GuestKernel.SetClock(freshness.UnixMicroseconds);
    });

    /// <summary>Gives a machine that ran before the names and addresses it has from now on.</summary>
    /// <returns>The config as it is then.</returns>
    /// <exception cref="GuestFaultException">They cannot be, or a file cannot be written.</exception>
    public static RunConfig TakeIdentity(RunConfig config, GuestNetwork network, RenewRequest request)
    {
        var renewed = config with
        {
            Hostname = request.Hostname ?? config.Hostname,
            IPConfigs = request.IPConfigs ?? config.IPConfigs,
            EtcResolv = request.EtcResolv ?? config.EtcResolv,
        };
        if (RunConfigFaults.Find(renewed) is [var fault, ..])
            throw new GuestFaultException(GuestErrorCode.Invalid, fault);
        EtcFiles.WriteMachineId(request.MachineId);
        GuestFaultException.Guard(GuestErrorCode.System, "host name", () => GuestKernel.SetHostname(renewed.Hostname));
        if (request.IPConfigs is { } addresses)
            network.Exchange(addresses);
        EtcFiles.Renew(config, renewed);
        return renewed;
    }
}
