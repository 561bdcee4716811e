using Slipway.Vmm.Kernels;

namespace Slipway.Vmm.Tests.Kernels;

public sealed class ModuleSetTests
{
    private static readonly HashSet<string> s_noneBuiltIn = [];

    [Fact]
    public void LoadOrder_Chain_PutsDependenciesFirstAndOnce()
    {
        var order = ModuleSet.LoadOrder(["virtio_mmio", "virtio_net"], s_noneBuiltIn, new Dictionary<string, IReadOnlyList<string>>
        {
            ["virtio_net"] = ["virtio", "net_failover", "virtio_ring"],
            ["net_failover"] = ["failover"],
            ["failover"] = [],
            ["virtio_mmio"] = ["virtio_ring", "virtio"],
            ["virtio"] = [],
            ["virtio_ring"] = [],
        }, "k");

        Assert.Equal(["virtio_ring", "virtio", "virtio_mmio", "failover", "net_failover", "virtio_net"], order);
    }

    [Fact]
    public void LoadOrder_BuiltIn_IsLeftOut() =>
        Assert.Empty(ModuleSet.LoadOrder(["ext4"], new HashSet<string> { "ext4" }, new Dictionary<string, IReadOnlyList<string>>(), "k"));

    [Fact]
    public void LoadOrder_MissingDriver_IsNamed()
    {
        var error = Assert.Throws<InvalidDataException>(
            () => ModuleSet.LoadOrder(["overlay"], s_noneBuiltIn, new Dictionary<string, IReadOnlyList<string>>(), "6.1"));

        Assert.Contains("overlay", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadOrder_Circle_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => ModuleSet.LoadOrder(["a"], s_noneBuiltIn, new Dictionary<string, IReadOnlyList<string>>
        {
            ["a"] = ["b"],
            ["b"] = ["a"],
        }, "k"));

    [Theory]
    [InlineData("kernel/drivers/char/hw_random/virtio-rng.ko", "virtio_rng")]
    [InlineData("virtio_net.ko.xz", "virtio_net")]
    [InlineData("overlay", "overlay")]
    public void Normalise_PathOrName_GivesTheKernelsName(string path, string name) => Assert.Equal(name, ModuleInfo.Normalise(path));

    [Fact]
    public void ReadDependencies_Modinfo_GivesNormalisedNames() =>
        Assert.Equal(["virtio", "net_failover"], ModuleInfo.ReadDependencies(TestElf.Module("alias=x\0depends=virtio,net-failover\0name=virtio_net\0"), "m"));

    [Fact]
    public void KernelPackages_MetaPackage_GivesWhatItPointsAt()
    {
        const string printed = "linux-image-virtual\n  Depends: linux-image-6.8.0-31-generic\n  Depends: linux-modules-6.8.0-31-generic\n |Depends: bash\n";

        Assert.Equal(["linux-image-6.8.0-31-generic", "linux-modules-6.8.0-31-generic"], AptDepends.KernelPackages("linux-image-virtual", printed));
    }

    [Fact]
    public void KernelPackages_KernelItself_IsKept() =>
        Assert.Equal(["linux-image-6.1.0-56-cloud-amd64"], AptDepends.KernelPackages("linux-image-6.1.0-56-cloud-amd64", "linux-image-6.1\n  Depends: kmod\n"));
}
