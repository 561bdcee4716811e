[assembly: AssemblyFixture(typeof(Slipway.Machines.Tests.Running.KernelFixture))]

namespace Slipway.Machines.Tests.Running;

/// <summary>
/// Chooses the kernel that the machines of this run boot: the file that SLIPWAY_TEST_KERNEL names, or the distribution's. Every test runs on
/// either; <c>./dev test</c> runs them on both.
/// </summary>
public sealed class KernelFixture : IAsyncLifetime
{
    private const string Variable = "SLIPWAY_TEST_KERNEL";

    private static string Choice => Path.Combine(Checkout.DataDirectory, "kernel/default");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Choice)!);
        File.Delete(Choice);
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } file || !File.Exists(Checkout.Program))
            return;
        var imported = (await SlipwayProcess.RunAsync("kernel", "import", Path.Combine(Checkout.Root, file))).Expect(0);
        (await SlipwayProcess.RunAsync("kernel", "use", imported.Output.TrimEnd())).Expect(0);
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(Choice);
        return ValueTask.CompletedTask;
    }
}
