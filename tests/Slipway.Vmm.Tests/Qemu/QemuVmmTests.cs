using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Linux.Files;
using Slipway.Vmm.Consoles;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Qemu;

namespace Slipway.Vmm.Tests.Qemu;

public sealed class QemuVmmTests(TestGuest guest, ITestOutputHelper output) : IClassFixture<TestGuest>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guest_Disks_AreAsConfiguredAndConsoleIsKept()
    {
        using var first = UnnamedFile.Create(Path.GetTempPath());
        using var second = UnnamedFile.Create(Path.GetTempPath());
        using var console = UnnamedFile.Create(Path.GetTempPath());
        RandomAccess.SetLength(first, 1 << 20);
        RandomAccess.SetLength(second, 1 << 20);
        var config = guest.Config("disks") with
        {
            Drives = [new DriveConfig("boot", first, IsReadOnly: true), new DriveConfig("upper-1", second, IsReadOnly: false) { IsEphemeral = true }],
            ConsoleFile = console,
        };
        var start = Stopwatch.GetTimestamp();

        await using var machine = await new QemuVmm().StartAsync(config, Token);
        var started = Stopwatch.GetElapsedTime(start);
        var exit = await machine.Exited.WaitAsync(Token);

        output.WriteLine($"started {started.TotalMilliseconds:F0} ms, ended {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms\n{machine.Console.Tail()}");
        Assert.IsType<VmExit.GuestReset>(exit);
        Assert.Contains("DISK vda boot 1 refused", machine.Console.Tail(), StringComparison.Ordinal);
        Assert.Contains("DISK vdb upper-1 0 written", machine.Console.Tail(), StringComparison.Ordinal);
        Assert.Equal(machine.Console.Tail(), Encoding.UTF8.GetString(Content(console)));
        Assert.Equal((byte)'x', Content(second)[0]);
        Assert.Equal(0, Content(first)[0]);
    }

    [Fact]
    public async Task Guest_PowersOff_IsAShutdown()
    {
        await using var machine = await new QemuVmm().StartAsync(guest.Config("poweroff"), Token);

        Assert.IsType<VmExit.GuestShutdown>(await machine.Exited.WaitAsync(Token));
    }

    [Fact]
    public async Task Guest_InitEnds_IsAPanicWithTheKernelsMessage()
    {
        await using var machine = await new QemuVmm().StartAsync(guest.Config("panic"), Token);

        var panic = Assert.IsType<VmExit.GuestPanic>(await machine.Exited.WaitAsync(Token));
        Assert.Contains("Attempted to kill init! exitcode=0x00000700", panic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_Bytes_ComeBackFromTheGuestAndQuitEnds()
    {
        await using var machine = await new QemuVmm().StartAsync(guest.Config("echo"), Token);
        var sent = new byte[20_000];
        new Random(1).NextBytes(sent);

        await machine.Link.WriteAsync(sent, Token);
        var received = new byte[sent.Length];
        await machine.Link.ReadExactlyAsync(received, Token);
        await machine.QuitAsync(Token);

        Assert.Equal(sent, received);
        Assert.IsType<VmExit.Quit>(await machine.Exited);
    }

    [Fact]
    public async Task Dispose_RunningMachine_LeavesNoProcessAndNoDescriptor()
    {
        var config = guest.Config("echo");
        await (await new QemuVmm().StartAsync(config, Token)).DisposeAsync();
        var before = OpenSockets();

        var machine = await new QemuVmm().StartAsync(config, Token);
        await machine.DisposeAsync();

        Assert.IsType<VmExit.Killed>(await machine.Exited);
        Assert.False(Directory.Exists($"/proc/{machine.ProcessId}"));
        Assert.InRange(OpenSockets(), 0, before);
    }

    [Fact]
    public async Task Console_GuestPrintsMuch_OnlyTheTailIsInMemory()
    {
        using var console = UnnamedFile.Create(Path.GetTempPath());
        await using var machine = await new QemuVmm().StartAsync(guest.Config("spam") with { ConsoleFile = console }, Token);

        await machine.Exited.WaitAsync(Token);

        Assert.Equal(ConsoleLog.TailBytes, Encoding.UTF8.GetByteCount(machine.Console.Tail()));
        Assert.DoesNotContain("INIT", machine.Console.Tail(), StringComparison.Ordinal);
        Assert.Contains("INIT", Encoding.UTF8.GetString(Content(console)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortInUse_SaysWhatQemuSays()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var config = guest.Config("echo") with { Network = new UserNetworkConfig { Ports = [new PublishedPort(IPAddress.Loopback, port, 80, PortProtocol.Tcp)] } };

        var error = await Assert.ThrowsAsync<VmmException>(() => new QemuVmm().StartAsync(config, Token));

        Assert.Contains($"tcp:127.0.0.1:{port} of this host cannot be published: it is in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FaultyConfig_NamesEveryFault()
    {
        var config = guest.Config("echo") with { VcpuCount = 0, MemoryMib = 1, KernelArguments = ["two words"] };

        var error = await Assert.ThrowsAsync<VmmException>(() => new QemuVmm().StartAsync(config, Token));

        Assert.Equal(
            "the machine's configuration cannot work: 0 processors; 1 to 64 are possible; 1 MiB of memory; 64 to 1048576 are possible; "
            + "kernel argument 'two words' must be one word of ASCII",
            error.Message);
    }

    private static byte[] Content(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        var bytes = new byte[RandomAccess.GetLength(file)];
        RandomAccess.Read(file, bytes, 0);
        return bytes;
    }

    private static int OpenSockets() =>
        Directory.GetFiles("/proc/self/fd").Count(f => new FileInfo(f).LinkTarget is { } target && (target.StartsWith("socket:", StringComparison.Ordinal) || target.Contains("pidfd", StringComparison.Ordinal)));
}
