using System.Diagnostics;
using System.Security.Cryptography;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Boot;
using Slipway.Vmm.Kernels;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Tests.Contract;

/// <summary>
/// A real kernel with a small guest program (guest.c). The kernel is Debian's; both are taken from the data directory that SLIPWAY_TEST_DATA names, or else
/// the checkout's artifacts/test-data, or downloaded and compiled into it.
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
        var data = Environment.GetEnvironmentVariable(DataVariable) ?? Path.Combine(CheckoutRoot(), "artifacts/test-data");
        try
        {
            var store = new KernelStore(data);
            _kernel = store.Default() ?? await store.InstallFromAptAsync("linux-image-cloud-amd64", CancellationToken.None);
            var init = await CompileAsync(data);
            _initrd = await Initrd.EnsureAsync(_directory.Path, _kernel, init, CancellationToken.None);
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
    public VmConfig Config(string test, Accelerator accelerator)
    {
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
            Accelerator = accelerator,
        };
    }

    /// <summary>The program is kept beside the kernels, for machines that have both given to them and no compiler.</summary>
    private static async Task<string> CompileAsync(string data)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Contract", "guest.c");
        var program = Path.Combine(data, "kernel", ".guest-" + Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(source)))[..16]);
        if (!File.Exists(program))
        {
            var unfinished = $"{program}-{Guid.NewGuid():N}";
            using var compiler = Process.Start("gcc", ["-O1", "-static", "-w", "-o", unfinished, source]);
            await compiler.WaitForExitAsync();
            if (compiler.ExitCode != 0)
                throw new IOException($"gcc failed with exit code {compiler.ExitCode}");
            File.Move(unfinished, program, overwrite: true);
        }

        return program;
    }

    private static string CheckoutRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Slipway.slnx")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException($"Slipway.slnx is in no folder above {AppContext.BaseDirectory}");
        return directory.FullName;
    }
}
