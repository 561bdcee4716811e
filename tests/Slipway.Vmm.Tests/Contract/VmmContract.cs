using System.Diagnostics;
using System.Text;
using Slipway.Linux.Files;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Consoles;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Tests.Contract;

/// <summary>What every VMM does, whichever it is; each is a class below this one.</summary>
[Collection(AloneCollection.Name)]
public abstract class VmmContract(TestGuest guest, ITestOutputHelper output) : IClassFixture<TestGuest>
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What this VMM's machines are executed by.</summary>
    protected abstract Accelerator Accelerator { get; }

    /// <summary>The VMM; skips the test where it cannot run.</summary>
    protected abstract Task<IVmm> VmmAsync();

    /// <summary>A machine that does what <paramref name="test"/> says.</summary>
    protected VmConfig Config(string test) => guest.Config(test, Accelerator);

    [Fact]
    public async Task Guest_Disks_AreAsConfiguredAndConsoleIsKept()
    {
        using var first = UnnamedFile.Create(Path.GetTempPath());
        using var second = UnnamedFile.Create(Path.GetTempPath());
        using var console = UnnamedFile.Create(Path.GetTempPath());
        RandomAccess.SetLength(first, 1 << 20);
        RandomAccess.SetLength(second, 1 << 20);
        var config = Config("disks") with
        {
            Drives = [new DriveConfig("boot", first, IsReadOnly: true), new DriveConfig("upper-1", second, IsReadOnly: false) { IsEphemeral = true }],
            ConsoleFile = console,
        };
        var start = Stopwatch.GetTimestamp();

        await using var machine = await (await VmmAsync()).StartAsync(config, Token);
        var started = Stopwatch.GetElapsedTime(start);
        var exit = await machine.Exited.WaitAsync(Token);

        output.WriteLine($"started {started.TotalMilliseconds:F0} ms, ended {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms\n{machine.Console.Tail()}");
        Assert.IsType<VmExit.GuestReset>(exit);
        Assert.Matches("DISK vda [^ ]+ 1 refused", machine.Console.Tail());
        Assert.Matches("DISK vdb [^ ]+ 0 written", machine.Console.Tail());
        Assert.Equal(machine.Console.Tail(), Encoding.UTF8.GetString(Content(console)));
        Assert.Equal((byte)'x', Content(second)[0]);
        Assert.Equal(0, Content(first)[0]);
    }

    [Fact]
    public async Task Guest_InitEnds_IsAPanicWithTheKernelsMessage()
    {
        await using var machine = await (await VmmAsync()).StartAsync(Config("panic"), Token);

        var panic = Assert.IsType<VmExit.GuestPanic>(await machine.Exited.WaitAsync(Token));
        Assert.Contains("Attempted to kill init! exitcode=0x00000700", panic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_Bytes_ComeBackFromTheGuestAndQuitEnds()
    {
        await using var machine = await (await VmmAsync()).StartAsync(Config("echo"), Token);
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
    public async Task Vmm_KilledByAnother_IsAFailureThatSaysTheSignal()
    {
        await using var machine = await (await VmmAsync()).StartAsync(Config("echo"), Token);

        using (var process = Process.GetProcessById(machine.ProcessId))
            process.Kill();

        var failed = Assert.IsType<VmExit.Failed>(await machine.Exited.WaitAsync(Token));
        Assert.Contains("signal 9", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_RunningMachine_LeavesNoProcessAndNoDescriptor()
    {
        var config = Config("echo");
        var vmm = await VmmAsync();
        await (await vmm.StartAsync(config, Token)).DisposeAsync();
        var before = OpenSockets();

        var machine = await vmm.StartAsync(config, Token);
        await machine.DisposeAsync();

        Assert.IsType<VmExit.Killed>(await machine.Exited);
        Assert.False(Directory.Exists($"/proc/{machine.ProcessId}"));
        Assert.InRange(OpenSockets(), 0, before);
    }

    [Fact]
    public async Task Console_GuestPrintsMuch_OnlyTheTailIsInMemory()
    {
        using var console = UnnamedFile.Create(Path.GetTempPath());
        await using var machine = await (await VmmAsync()).StartAsync(Config("spam") with { ConsoleFile = console }, Token);

        await machine.Exited.WaitAsync(Token);

        Assert.Equal(ConsoleLog.TailBytes, Encoding.UTF8.GetByteCount(machine.Console.Tail()));
        Assert.DoesNotContain("INIT", machine.Console.Tail(), StringComparison.Ordinal);
        Assert.Contains("INIT", Encoding.UTF8.GetString(Content(console)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_MissingTap_NamesIt()
    {
        var config = Config("echo") with { Network = new TapNetworkConfig { DeviceName = "no-such-tap", MacAddress = "06:00:0a:00:00:02" } };
        var vmm = await VmmAsync();

        var error = await Assert.ThrowsAsync<VmmException>(() => vmm.StartAsync(config, Token));

        Assert.StartsWith("the tap device no-such-tap cannot be used: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FaultyConfig_NamesEveryFault()
    {
        var config = Config("echo") with { VcpuCount = 0, MemoryMib = 1, KernelArguments = ["two words"] };

        var vmm = await VmmAsync();

        var error = await Assert.ThrowsAsync<VmmException>(() => vmm.StartAsync(config, Token));

        Assert.Equal(
            "the machine's configuration cannot work: 0 processors; 1 to 64 are possible; 1 MiB of memory; 64 to 1048576 are possible; "
            + "kernel argument 'two words' must be one word of ASCII",
            error.Message);
    }

    protected static byte[] Content(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        var bytes = new byte[RandomAccess.GetLength(file)];
        RandomAccess.Read(file, bytes, 0);
        return bytes;
    }

    private static int OpenSockets() =>
        Directory.GetFiles("/proc/self/fd").Count(f => new FileInfo(f).LinkTarget is { } target && (target.StartsWith("socket:", StringComparison.Ordinal) || target.Contains("pidfd", StringComparison.Ordinal)));
}
