using Slipway.Contracts.Run;
using Slipway.Host.Networks;
using Slipway.Images;
using Slipway.Vmm.Machines;
using OciConfig = Slipway.Oci.Manifests.ContainerConfig;

namespace Slipway.Host.Machines;

/// <summary>Says to init what image and configuration ask for: the run config of one machine.</summary>
internal static class GuestConfig
{
    /// <summary>As many as Docker allows by default; the soft limit stays where programs that close every possible descriptor stay fast.</summary>
    private static readonly RlimitConfig s_openFiles = new() { Type = "RLIMIT_NOFILE", Soft = 65536, Hard = 1048576 };

    /// <summary>The network of <see cref="UserNetworkConfig"/>.</summary>
    private static readonly IpConfig s_userAddress = new() { IP = "10.0.2.15", Mask = 24, Gateway = "10.0.2.2" };

    private static readonly EtcResolv s_userResolver = new() { Nameservers = ["10.0.2.3"] };

    /// <param name="disks">The machine's.</param>
    /// <param name="network">The machine's tap network, if it has one.</param>
    public static RunConfig Of(MachineId id, MachineConfig config, ImageLease image, DiskLayout disks, MachineNetwork? network)
    {
        var program = config.Program;
        var isUser = config.Network?.Kind == NetworkKind.User;
        return new RunConfig
        {
            Hostname = config.Hostname ?? id.ToString(),
            ImageConfig = Of(image.Config.Config),
            ExecOverride = program.Entrypoint is { } entrypoint ? [entrypoint, .. program.Command ?? []] : null,
            CmdOverride = program.Entrypoint is null ? program.Command : null,
            ExtraEnv = program.Environment,
            UserOverride = program.User,
            WorkingDirOverride = program.WorkingDirectory,
            Tty = program.Terminal is not null,
            TtySize = program.Terminal,
            Stdin = program.HasStdin,
            Rootfs = disks.Rootfs,
            RootDevice = disks.RootDevice,
            ReadOnlyRoot = config.IsReadOnly,
            IPConfigs = (isUser ? s_userAddress : network?.GuestAddress) is { } address ? [address] : null,
            EtcResolv = isUser ? s_userResolver : network?.GuestResolver,
            Rlimits = [s_openFiles],
            PlatformArchitecture = image.Platform.Architecture,
        };
    }

    private static ImageConfig Of(OciConfig image) => new()
    {
        Entrypoint = image.Entrypoint,
        Cmd = image.Cmd,
        Env = image.Env,
        WorkingDir = image.WorkingDir,
        User = image.User,
        StopSignal = image.StopSignal,
    };
}
