using Slipway.Vmm.Kernels;

namespace Slipway.Vmm.Tests.Kernels;

/// <summary>Kernels that somebody gives, and the choice among those that are stored.</summary>
public sealed class KernelImportTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private KernelStore Store => new(_directory["data"]);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Import_Elf_IsNamedByReleaseAndContent()
    {
        var file = await WriteAsync("vmlinux", TestElf.Kernel(banner: "Linux version %s (%s)\0Linux version 6.1.192-slipway (slipway@slipway)"));

        var kernel = await Store.ImportAsync(file, null, Token);

        Assert.Matches("^6\\.1\\.192-slipway-[0-9a-f]{12}$", kernel.Version);
        Assert.Equal(new KernelOrigin(false, "vmlinux"), kernel.Origin);
        Assert.Empty(kernel.ModuleFiles);
        Assert.Equal(await File.ReadAllBytesAsync(file, Token), await File.ReadAllBytesAsync(kernel.BootFile, Token));
        Assert.Equal([kernel.Version], Directory.GetFileSystemEntries(_directory["data/kernel"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Import_SameFileTwice_IsOneKernel()
    {
        var file = await WriteAsync("vmlinux", TestElf.Kernel());
        var first = await Store.ImportAsync(file, null, Token);
        var second = await Store.ImportAsync(file, null, Token);
        Assert.Equal(first.Version, second.Version);
        Assert.Single(Store.List());
    }

    [Fact]
    public async Task Import_OtherContentUnderTheSameName_IsRefused()
    {
        await Store.ImportAsync(await WriteAsync("one", TestElf.Kernel(1)), "mine", Token);
        var two = await WriteAsync("two", TestElf.Kernel(2));

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Store.ImportAsync(two, "mine", Token));

        Assert.Contains("another kernel is stored as mine already", error.Message, StringComparison.Ordinal);
        Assert.Equal(TestElf.Kernel(1), await File.ReadAllBytesAsync(Store.Find("mine")!.BootFile, Token));
    }

    [Fact]
    public async Task Import_BzImage_KeepsBoth()
    {
        var packed = TestBzImage.Build(await TestBzImage.PackAsync(TestElf.Kernel(), "gzip"), "6.1.0-mine");
        var kernel = await Store.ImportAsync(await WriteAsync("vmlinuz", packed), null, Token);
        Assert.StartsWith("6.1.0-mine-", kernel.Version, StringComparison.Ordinal);
        Assert.Equal(TestElf.Kernel(), await File.ReadAllBytesAsync(kernel.BootFile, Token));
        Assert.Equal(packed, await File.ReadAllBytesAsync(Path.Combine(Path.GetDirectoryName(kernel.BootFile)!, "vmlinuz"), Token));
    }

    [Theory]
    [InlineData("../up")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    [InlineData("")]
    public async Task Import_NameThatIsNone_IsRefusedAndNothingIsStored(string name)
    {
        var file = await WriteAsync("vmlinux", TestElf.Kernel());
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Store.ImportAsync(file, name, Token));
        Assert.Contains($"\"{name}\" cannot name a kernel", error.Message, StringComparison.Ordinal);
        Assert.Empty(Store.List());
    }

    [Fact]
    public async Task Import_NoKernel_LeavesNothing()
    {
        var file = await WriteAsync("passwd", "root:x"u8.ToArray());
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Store.ImportAsync(file, null, Token));
        Assert.Contains("passwd is no kernel", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_directory["data/kernel"]));
    }

    [Fact]
    public async Task Import_FourAtOnce_AllSucceed()
    {
        var file = await WriteAsync("vmlinux", TestElf.Kernel(1 << 20));
        var kernels = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Store.ImportAsync(file, null, Token)));
        Assert.Single(kernels.Select(kernel => kernel.Version).Distinct());
        Assert.Single(Directory.GetFileSystemEntries(_directory["data/kernel"]));
    }

    [Fact]
    public async Task Default_OnlyImportedKernels_IsNone()
    {
        await Store.ImportAsync(await WriteAsync("vmlinux", TestElf.Kernel()), "mine", Token);
        Assert.Null(Store.Default());
    }

    [Fact]
    public async Task Use_Imported_IsTheDefaultUntilAnotherIs()
    {
        await Store.ImportAsync(await WriteAsync("one", TestElf.Kernel(1)), "one", Token);
        await Store.ImportAsync(await WriteAsync("two", TestElf.Kernel(2)), "two", Token);

        Store.Use("one");
        Assert.Equal("one", Store.Default()?.Version);
        Store.Use("two");
        Assert.Equal("two", Store.Default()?.Version);
        Assert.Equal(["default", "one", "two"], Directory.GetFileSystemEntries(_directory["data/kernel"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("..")]
    [InlineData("../kernel/mine")]
    public async Task Use_NotStored_SaysSoAndChangesNothing(string name)
    {
        await Store.ImportAsync(await WriteAsync("vmlinux", TestElf.Kernel()), "mine", Token);
        Store.Use("mine");

        var error = Assert.Throws<FileNotFoundException>(() => Store.Use(name));

        Assert.Contains($"no kernel {name} is in", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", Store.Default()?.Version);
    }

    [Fact]
    public async Task Default_ChosenOneIsGone_SaysWhich()
    {
        await Store.ImportAsync(await WriteAsync("vmlinux", TestElf.Kernel()), "mine", Token);
        Store.Use("mine");
        Directory.Delete(_directory["data/kernel/mine"], recursive: true);

        var error = Assert.Throws<InvalidDataException>(() => Store.Default());

        Assert.Contains("the kernel mine, which", error.Message, StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync(string name, byte[] content)
    {
        await File.WriteAllBytesAsync(_directory[name], content, Token);
        return _directory[name];
    }
}
