using System.Diagnostics;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Boot;
using Slipway.Vmm.Kernels;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Tests.Qemu;

/// <summary>
/// A real kernel with a small guest program (guest.c), built once per test run. The kernel is Debian's, taken from the data directory that
/// SLIPWAY_TEST_DATA names, or downloaded into it.
/// </summary>
public sealed class TestGuest : IAsyncLifetime
{
    private const string DataVariable = "SLIPWAY_TEST_DATA";

    private readonly TemporaryDirectory _directory = new();
    private GuestKernel? _kernel;
    private string? _initrd;
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        var data = Environment.GetEnvironmentVariable(DataVariable) ?? Path.Combine(Path.GetTempPath(), "slipway-test-data");
        try
        {
            var store = new KernelStore(data);
            _kernel = store.List() is [var newest, ..] ? newest : await store.InstallFromAptAsync("linux-image-cloud-amd64", CancellationToken.None);
            var init = await CompileAsync();
            _initrd = await Initrd.EnsureAsync(_directory.Path, _kernel.ModuleFiles, init, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or FileNotFoundException or System.ComponentModel.Win32Exception)
        {
            _missing = $"no guest to boot: {e.Message}";
        }
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A machine that does what <paramref name="test"/> says; skips the test where nothing can be booted.</summary>
    public VmConfig Config(string test)
    {
        Tool.Require("qemu-system-x86_64");
        if (_missing is not null)
            Assert.Skip(_missing);
        return new VmConfig
        {
            KernelFile = _kernel!.BootFile,
            InitrdFile = _initrd,
            KernelArguments = [$"test={test}"],
            VcpuCount = 1,
            MemoryMib = 128,
            Drives = [],
            Accelerator = Accelerator.Tcg,
        };
    }

    private async Task<byte[]> CompileAsync()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Qemu", "guest.c");
        using var compiler = Process.Start("gcc", ["-O1", "-static", "-w", "-o", _directory["guest"], source]);
        await compiler.WaitForExitAsync();
        return compiler.ExitCode == 0 ? await File.ReadAllBytesAsync(_directory["guest"]) : throw new IOException($"gcc failed with exit code {compiler.ExitCode}");
    }
}
