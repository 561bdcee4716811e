using Slipway.Cli.Options;
using Slipway.Host;
using Slipway.Host.Boot;
using Slipway.Images;
using Slipway.Images.Store;
using Slipway.Linux;
using Slipway.Linux.Files;
using Slipway.Linux.Isal;
using Slipway.Linux.Nftables;
using Slipway.Linux.Processes;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Choice;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Jails;
using Slipway.Vmm.Kernels;

namespace Slipway.Cli.Commands.Doctor;

/// <summary>Looks at this machine. Changes nothing but that the data directory exists afterwards, with its folders for images.</summary>
internal sealed class Examination(DataDirectory data, Func<string, string?> variable, TimeProvider time)
{
    private const long LittleRoomBytes = 4L << 30;

    private readonly List<DoctorCheck> _checks = [];
    private readonly GuestBoot _boot = new(data, GuestInit.Program);

    public async Task<DoctorReport> RunAsync(CancellationToken cancellationToken)
    {
        var acceleration = await AccelerationCheck.DecideAsync(null, time, cancellationToken);
        AddAcceleration(acceleration);
        AddProgram("VMM", "qemu-system-x86_64", "qemu-system-x86");
        await AddFirecrackerAsync(acceleration, cancellationToken);
        AddJail();
        AddProgram("process owner", "setpriv", "util-linux");
        var kernel = AddKernel();
        Add("init", File.Exists(GuestInit.Program), GuestInit.Program, "it belongs beside the program slipway; ./dev build makes both");
        AddDataDirectory();
        await AddSnapshottersAsync(cancellationToken);
        AddLayerFormat();
        AddOptional("gzip", IsalInflater.IsAvailable, "libisal2 unpacks layers", "layers are unpacked by the built-in gzip, at half the speed", "apt-get install libisal2");
        AddOptional("root", Environment.IsPrivilegedProcess, "running as root", "not root: everything that exists today works without", null);
        AddOptional("tap devices", CanOpen("/dev/net/tun"), "/dev/net/tun can be opened", "/dev/net/tun cannot be opened: only user-mode networks, which run uses anyway", null);
        AddForwarding();
        var canRun = _checks.TrueForAll(check => check.Verdict != DoctorVerdict.Missing);
        return new DoctorReport(canRun, acceleration.Accelerator == Accelerator.Kvm ? "kvm" : "tcg", kernel?.BootFile, _checks);
    }

    private void AddAcceleration(AccelerationDecision decision) => AddOptional(
        "virtualization",
        decision.Accelerator == Accelerator.Kvm,
        $"KVM: {decision.Reason}",
        $"software emulation: {decision.Reason}",
        "machines run, but boot in seconds and compute slowly; use a host with KVM (bare metal, or nested virtualization switched on)");

    /// <summary>Not having one is no fault: QEMU runs every machine. One that is there and cannot be taken is.</summary>
    private async Task AddFirecrackerAsync(AccelerationDecision acceleration, CancellationToken cancellationToken)
    {
        var configured = variable(FirecrackerProgram.Variable);
        var decision = await VmmChoice.DecideAsync(null, configured, acceleration, network: null, time, cancellationToken);
        var isWanted = !string.IsNullOrEmpty(configured) || FirecrackerProgram.Find(null) is not null;
        AddOptional(
            "Firecracker",
            decision.Firecracker is not null,
            $"{decision.Firecracker?.Path}: runs the machines without a network; those with a user network are QEMU's",
            $"{decision.Reason}; QEMU runs the machines",
            isWanted ? "see docs/firecracker.md, or ask for QEMU with --vmm qemu" : null);
        if (decision.Firecracker is { } program && Environment.IsPrivilegedProcess)
        {
            var jail = JailChoice.Decide(program, variable(JailChoice.JailerVariable));
            AddOptional("jailer", jail.Jailer is not null, jail.Jailer ?? "", string.Join("; ", jail.Missing), "install the jailer of Firecracker's release beside it");
        }
    }

    /// <summary>QEMU's, which every host has.</summary>
    private void AddJail()
    {
        var jail = JailChoice.Decide(firecracker: null, configuredJailer: null);
        AddOptional(
            "jail",
            jail is { Kind: JailKind.Slipway, Missing.Count: 0 },
            "each VMM has a user, a root, namespaces and limits of its own",
            string.Join("; ", jail.Missing),
            "see docs/security.md");
    }

    private void AddProgram(string name, string program, string package)
    {
        try
        {
            Add(name, true, ProgramPath.Find(program, package), null);
        }
        catch (FileNotFoundException)
        {
            Add(name, false, $"{program} is not on PATH", $"apt-get install {package}");
        }
    }

    private GuestKernel? AddKernel()
    {
        try
        {
            var kernel = _boot.DefaultKernel;
            if (kernel is null)
                AddOptional("guest kernel", false, "", "none yet", "the first run fetches one with apt-get, or give one with --kernel");
            else
                Add("guest kernel", true, $"{kernel.Version}, {(kernel.ModuleFiles.Count == 0 ? "drivers built in" : "drivers from an initrd")}", null);
            return kernel;
        }
        catch (InvalidDataException e)
        {
            Add("guest kernel", false, e.Message, "slipway kernel list says which there are, slipway kernel use NAME chooses one");
            return null;
        }
    }

    /// <summary>A tap's packets must pass every table's chain, not only ours. Others may not look at the filter, nor have taps.</summary>
    private void AddForwarding()
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        try
        {
            using var filter = new NftSocket();
            var dropping = filter.FindChains(NftHook.Forward).Where(chain => chain.Drops).Select(chain => $"{chain.Table} {chain.Name}").ToArray();
            AddOptional(
                "forwarding",
                dropping.Length == 0,
                "no packet filter drops what tap networks pass on",
                $"the packet filter drops what tap networks pass on (table and chain: {string.Join(", ", dropping)})",
                "except the devices slipway+ there, with Docker: iptables -I DOCKER-USER -i slipway+ -j ACCEPT; iptables -I DOCKER-USER -o slipway+ -j ACCEPT");
        }
        catch (LinuxException e)
        {
            AddOptional("forwarding", false, "", $"no packet filter for tap networks: {e.Message}", null);
        }
    }

    private void AddDataDirectory()
    {
        try
        {
            Directory.CreateDirectory(data.Root);
            using (UnnamedFile.Create(data.Root))
            {
            }

            var free = new DriveInfo(data.Root).AvailableFreeSpace;
            var found = $"{data.Root}, {ByteSize.Show(free)} free";
            AddOptional("data directory", free >= LittleRoomBytes, found, found, $"less than {ByteSize.Show(LittleRoomBytes)} is little for images; slipway image prune --all, or another --data-dir");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Add("data directory", false, e.Message, "choose another with --data-dir or SLIPWAY_DATA_DIR");
        }
    }

    /// <summary>Those that do not work are no fault: the first does everywhere.</summary>
    private async Task AddSnapshottersAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(data.Root))
            return;
        try
        {
            foreach (var snapshotter in Snapshotters.Of(new ImageStore(data.Root, time), variable, new Progress<ImageProgress>(), time))
            {
                await using var examined = snapshotter;
                var reason = await snapshotter.ProbeAsync(data.Root, cancellationToken);
                Add($"snapshotter {snapshotter.Name}", true, reason is null ? $"works in {data.Root}" : $"does not work: {reason}", null);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            AddOptional("snapshotters", false, "", e.Message, null);
        }
    }

    private void AddLayerFormat()
    {
        try
        {
            Add("layer format", true, $"layers are converted to {LayerFormats.NameOf(LayerFormats.Choose(null, variable))}", null);
        }
        catch (FormatException e)
        {
            Add("layer format", false, e.Message.TrimEnd('.'), $"set {LayerFormats.Variable} to one of them, or unset it");
        }
    }

    private void Add(string name, bool isThere, string found, string? advice) =>
        _checks.Add(new DoctorCheck(name, isThere ? DoctorVerdict.Ok : DoctorVerdict.Missing, found, isThere ? null : advice));

    private void AddOptional(string name, bool isThere, string found, string otherwise, string? advice) =>
        _checks.Add(isThere ? new DoctorCheck(name, DoctorVerdict.Ok, found) : new DoctorCheck(name, advice is null ? DoctorVerdict.Ok : DoctorVerdict.Warning, otherwise, advice));

    private static bool CanOpen(string device)
    {
        try
        {
            using var file = File.OpenHandle(device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
