using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Firecracker.Api;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Tests.Firecracker;

/// <summary>Every request that the driver can send, each with all it can say and with the least; and every question.</summary>
internal static class FirecrackerRequests
{
    private static readonly RateLimiter s_limiter = new(new TokenBucket(1 << 20, 100, 1 << 22), new TokenBucket(1000, 100));

    public static VmConfig Config { get; } = new()
    {
        KernelFile = "/data/kernel/6.1/vmlinux",
        InitrdFile = "/data/kernel/6.1/initrd-0123",
        KernelArguments = ["debug"],
        VcpuCount = 2,
        MemoryMib = 256,
        Drives =
        [
            new DriveConfig("boot", new SafeFileHandle(-1, ownsHandle: false), IsReadOnly: true),
            new DriveConfig("writable", new SafeFileHandle(-1, ownsHandle: false), IsReadOnly: false) { IsEphemeral = true },
            new DriveConfig("volume", new SafeFileHandle(-1, ownsHandle: false), IsReadOnly: false),
        ],
        Network = new TapNetworkConfig { DeviceName = "slip0", MacAddress = "06:00:0a:00:00:02" },
        Accelerator = Accelerator.Kvm,
    };

    public static FirecrackerPaths Paths { get; } =
        FirecrackerDescriptors.PathsOf(Config, isRestored: true) with { Kernel = Config.KernelFile, Initrd = Config.InitrdFile };

    public static IReadOnlyList<FirecrackerCall> Calls { get; } =
    [
        .. FirecrackerSetup.Calls(Config, Paths),
        .. FirecrackerSetup.Calls(Config with { Drives = [], Network = null, InitrdFile = null }, Paths with { Initrd = null, Drives = [] }),
        .. FirecrackerRestore.Calls(Config, Paths),
        .. FirecrackerRestore.Calls(Config with { Drives = [], Network = null }, Paths with { Drives = [] }),
        new Drive { DriveId = "d", IsRootDevice = true, PathOnHost = "/d", IsReadOnly = true, CacheType = CacheType.Unsafe, IoEngine = IoEngine.Async, RateLimiter = s_limiter }.Put(),
        new Drive { DriveId = "d", IsRootDevice = false, PathOnHost = "/d", IsReadOnly = false, IoEngine = IoEngine.Sync }.Put(),
        new DriveUpdate { DriveId = "d", PathOnHost = "/e" }.Patch(),
        new DriveUpdate { DriveId = "d", RateLimiter = s_limiter }.Patch(),
        new NetworkInterface { IfaceId = "n", HostDevName = "tap0", RxRateLimiter = s_limiter, TxRateLimiter = s_limiter }.Put(),
        .. Enum.GetValues<HugePages>().Select(pages => new MachineConfiguration { VcpuCount = 1, MemSizeMib = 128, Smt = false, TrackDirtyPages = true, HugePages = pages }.Put()),
        new Balloon { AmountMib = 0, DeflateOnOom = true, StatsPollingIntervalS = 1 }.Put(),
        new BalloonUpdate { AmountMib = 64 }.Patch(),
        new EntropyDevice { RateLimiter = s_limiter }.Put(),
        new Metrics { MetricsPath = "/proc/self/fd/3" }.Put(),
        .. Enum.GetValues<LogLevel>().Select(level => new Logger { LogPath = "/proc/self/fd/3", Level = level, ShowLevel = true, ShowLogOrigin = false }.Put()),
        .. Enum.GetValues<MmdsVersion>().Select(version => new MmdsConfig { NetworkInterfaces = ["net0"], Version = version, Ipv4Address = "169.254.169.254" }.Put()),
        MmdsData.Put(Json("""{"latest": {"meta-data": {"id": 1}}}""")),
        MmdsData.Patch(Json("""{"latest": null}""")),
        new SerialDevice { SerialOutPath = "/console" }.Put(),
        .. Enum.GetValues<SnapshotType>().Select(type => new SnapshotCreate { SnapshotPath = "/s", MemFilePath = "/m", SnapshotType = type }.Put()),
        new SnapshotLoad { SnapshotPath = "/s", MemBackend = new MemoryBackend(MemoryBackendType.File, "/m") }.Put(),
        new SnapshotLoad
        {
            SnapshotPath = "/s",
            MemBackend = new MemoryBackend(MemoryBackendType.Uffd, "/m.sock"),
            ResumeVm = true,
            NetworkOverrides = [new NetworkOverride("net0", "slip1")],
            VsockOverride = new VsockOverride("vsock.sock"),
            ClockRealtime = true,
        }.Put(),
        new MemoryHotplug { TotalSizeMib = 1024, SlotSizeMib = 128, BlockSizeMib = 2 }.Put(),
        new MemoryHotplugUpdate { RequestedSizeMib = 512 }.Patch(),
        new Pmem { Id = "p", PathOnHost = "/p", RootDevice = false, ReadOnly = true }.Put(),
        .. Enum.GetValues<VmState>().Select(state => new VmStateUpdate(state).Patch()),
        .. Enum.GetValues<InstanceAction>().Select(action => new InstanceActionInfo(action).Put()),
    ];

    public static IReadOnlyList<string> Questions { get; } =
    [
        VersionAnswer.Query.Path, InstanceInfo.Query.Path, FullVmConfiguration.Query.Path, MachineConfiguration.Query.Path, Balloon.Query.Path, BalloonStatistics.Query.Path,
        MmdsData.Query.Path, MemoryHotplug.Query.Path,
    ];

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
