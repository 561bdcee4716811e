using Slipway.Vmm.Kernels;

namespace Slipway.Vmm.Tests.Kernels;

public sealed class KernelStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Install_Package_PublishesKernelAndModulesInOrder()
    {
        using var directory = new TemporaryDirectory();
        var package = await BuildPackageAsync(directory, "6.1.0-test", withOverlay: true);
        var store = new KernelStore(directory["data"]);

        var kernel = await store.InstallAsync([package], Token);
        var again = await store.InstallAsync([package], Token);

        Assert.Equal("6.1.0-test", kernel.Version);
        Assert.Equal(kernel.BootFile, again.BootFile);
        Assert.Equal(TestElf.Kernel(100), await File.ReadAllBytesAsync(kernel.BootFile, Token));
        Assert.Equal(
            [
                "00-virtio.ko", "01-virtio_mmio.ko", "02-virtio_pci.ko", "03-virtio_blk.ko", "04-virtio_console.ko", "05-vmw_vsock_virtio_transport.ko",
                "06-overlay.ko", "07-virtio_net.ko", "08-virtio_rng.ko",
            ],
            kernel.ModuleFiles.Select(Path.GetFileName));
        Assert.Equal(["00-libcrc32c.ko", "01-erofs.ko"], kernel.ErofsModuleFiles.Select(Path.GetFileName));
        Assert.Equal(["6.1.0-test"], store.List().Select(k => k.Version));
        Assert.Equal(["6.1.0-test"], Directory.GetFileSystemEntries(directory["data/kernel"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Install_VersionWithAnOlderSetOfDrivers_IsReplaced()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["data/kernel/6.1.0-test/modules"]);
        var store = new KernelStore(directory["data"]);
        Assert.Empty(store.List());

        await store.InstallAsync([await BuildPackageAsync(directory, "6.1.0-test", withOverlay: true)], Token);

        Assert.Equal(9, Assert.Single(store.List()).ModuleFiles.Count);
        Assert.Equal(["6.1.0-test"], Directory.GetFileSystemEntries(directory["data/kernel"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Install_PackageWithoutOverlay_NamesItAndLeavesNothing()
    {
        using var directory = new TemporaryDirectory();
        var package = await BuildPackageAsync(directory, "6.1.0-test", withOverlay: false);
        var store = new KernelStore(directory["data"]);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => store.InstallAsync([package], Token));

        Assert.Contains("overlay", error.Message, StringComparison.Ordinal);
        Assert.Empty(store.List());
    }

    [Fact]
    public async Task Install_PackageWithoutErofs_BootsMachinesAllTheSame()
    {
        using var directory = new TemporaryDirectory();
        var package = await BuildPackageAsync(directory, "6.1.0-test", withOverlay: true, withErofs: false);

        var kernel = await new KernelStore(directory["data"]).InstallAsync([package], Token);

        Assert.Equal(9, kernel.ModuleFiles.Count);
        Assert.Empty(kernel.ErofsModuleFiles);
    }

    [Fact]
    public async Task Install_NoPackage_SaysWhatDpkgSays()
    {
        using var directory = new TemporaryDirectory();
        Tool.Require("dpkg-deb");
        await File.WriteAllTextAsync(directory["x.deb"], "no package", Token);

        var error = await Assert.ThrowsAsync<IOException>(() => new KernelStore(directory["data"]).InstallAsync([directory["x.deb"]], Token));

        Assert.Contains("x.deb failed with exit code 2: dpkg-deb: error:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_TwoVersions_NewestFirst()
    {
        using var directory = new TemporaryDirectory();
        var store = new KernelStore(directory["data"]);
        foreach (var version in new[] { "6.1.0-9-cloud", "6.1.0-56-cloud" })
            await store.InstallAsync([await BuildPackageAsync(directory, version, withOverlay: true)], Token);

        Assert.Equal(["6.1.0-56-cloud", "6.1.0-9-cloud"], store.List().Select(k => k.Version));
    }

    [Fact]
    public async Task OpenFile_Elf_IsUsedWhereItLies()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllBytesAsync(directory["vmlinux"], TestElf.Kernel(), Token);

        var kernel = await new KernelStore(directory["data"]).OpenFileAsync(directory["vmlinux"], Token);

        Assert.Equal(directory["vmlinux"], kernel.BootFile);
        Assert.Empty(kernel.ModuleFiles);
    }

    [Fact]
    public async Task OpenFile_BzImage_IsUnpackedOnce()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllBytesAsync(directory["vmlinuz"], TestBzImage.Build(await TestBzImage.PackAsync(TestElf.Kernel(), "gzip")), Token);
        var store = new KernelStore(directory["data"]);

        var first = await store.OpenFileAsync(directory["vmlinuz"], Token);
        var second = await store.OpenFileAsync(directory["vmlinuz"], Token);

        Assert.Equal(first.BootFile, second.BootFile);
        Assert.Equal(TestElf.Kernel(), await File.ReadAllBytesAsync(first.BootFile, Token));
    }

    [Theory]
    [InlineData(183, 18u, "another architecture")]
    [InlineData(62, 17u, "CONFIG_PVH")]
    public async Task OpenFile_UnbootableElf_SaysWhy(int machine, uint noteType, string expected)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllBytesAsync(directory["vmlinux"], TestElf.Kernel(0, (ushort)machine, noteType), Token);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => new KernelStore(directory["data"]).OpenFileAsync(directory["vmlinux"], Token));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenFile_Text_IsNoKernel()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["README"], "hello", Token);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => new KernelStore(directory["data"]).OpenFileAsync(directory["README"], Token));

        Assert.Contains("is no kernel", error.Message, StringComparison.Ordinal);
    }

    private static async Task<string> BuildPackageAsync(TemporaryDirectory directory, string version, bool withOverlay, bool withErofs = true)
    {
        Tool.Require("dpkg-deb");
        var root = directory["package-" + version];
        Write("DEBIAN/control", "Package: linux-image-test\nVersion: 1\nArchitecture: amd64\nMaintainer: t <t@example.org>\nDescription: test\n"u8.ToArray());
        Write("boot/vmlinuz-" + version, TestBzImage.Build(await TestBzImage.PackAsync(TestElf.Kernel(100), "lz4"), version));
        Write($"lib/modules/{version}/modules.builtin", "kernel/fs/ext4/ext4.ko\nkernel/drivers/virtio/virtio_ring.ko\n"u8.ToArray());
        foreach (var name in new[] { "virtio", "virtio_mmio", "virtio_pci", "virtio_blk", "virtio_console", "vmw_vsock_virtio_transport", "virtio_net", "virtio-rng" })
        {
            var needs = name == "virtio" ? "virtio_ring" : "virtio,virtio_ring";
            Write($"lib/modules/{version}/kernel/{name}.ko.xz", await TestBzImage.PackAsync(TestElf.Module($"depends={needs}\0"), "xz"));
        }
        if (withOverlay)
            Write($"lib/modules/{version}/kernel/overlay.ko", TestElf.Module("depends=\0"));
        if (withErofs)
        {
            Write($"lib/modules/{version}/kernel/erofs.ko", TestElf.Module("depends=libcrc32c,virtio\0"));
            Write($"lib/modules/{version}/kernel/libcrc32c.ko", TestElf.Module("depends=\0"));
        }

        await Tool.FilterAsync("dpkg-deb", ["--root-owner-group", "--build", root, root + ".deb"], []);
        return root + ".deb";

        void Write(string name, byte[] content)
        {
            var path = Path.Combine(root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
    }
}
