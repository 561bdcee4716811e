using System.Net;
using System.Net.Sockets;
using Slipway.Linux.Files;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Jails;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Qemu;

namespace Slipway.Vmm.Tests.Contract;

/// <summary>The contract under QEMU, and what only QEMU does. By software emulation, so that it runs everywhere.</summary>
public class QemuVmmTests(TestGuest guest, ITestOutputHelper output) : VmmContract(guest, output)
{
    protected override Accelerator Accelerator => Accelerator.Tcg;

    [Fact]
    public async Task Guest_Disks_HaveTheirSerials()
    {
        using var disk = UnnamedFile.Create(Path.GetTempPath());
        RandomAccess.SetLength(disk, 1 << 20);
        var config = Config("disks") with { Drives = [new DriveConfig("upper-1", disk, IsReadOnly: true)] };

        await using var machine = await (await VmmAsync()).StartAsync(config, Token);
        await machine.Exited.WaitAsync(Token);

        Assert.Contains("DISK vda upper-1 1 refused", machine.Console.Tail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guest_PowersOff_IsAShutdown()
    {
        await using var machine = await (await VmmAsync()).StartAsync(Config("poweroff"), Token);

        Assert.IsType<VmExit.GuestShutdown>(await machine.Exited.WaitAsync(Token));
    }

    [Fact]
    public async Task Start_PortInUse_SaysWhatQemuSays()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var config = Config("echo") with { Network = new UserNetworkConfig { Ports = [new PublishedPort(IPAddress.Loopback, port, 80, PortProtocol.Tcp)] } };

        var vmm = await VmmAsync();

        var error = await Assert.ThrowsAsync<VmmException>(() => vmm.StartAsync(config, Token));

        Assert.Contains($"tcp:127.0.0.1:{port} of this host cannot be published: it is in use", error.Message, StringComparison.Ordinal);
    }

    protected override Task<IVmm> VmmAsync()
    {
        Tool.Require("qemu-system-x86_64");
        return Task.FromResult<IVmm>(new QemuVmm { Jail = Jail() });
    }

    /// <summary>What confines it; skips the test where that cannot be had.</summary>
    protected virtual JailDecision Jail() => JailDecision.Off;
}
