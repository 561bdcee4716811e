using Slipway.Vmm.Kernels;

namespace Slipway.Vmm.Tests.Kernels;

public sealed class BzImageTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("xz")]
    [InlineData("zstd")]
    [InlineData("lz4")]
    public async Task ExtractElf_EveryPacking_GivesTheKernelWithoutRelocations(string method)
    {
        var elf = TestElf.Kernel(padding: 5000);
        byte[] withRelocations = [.. elf, 1, 2, 3, 4, 5, 6, 7, 8];
        var file = TestBzImage.Build(await TestBzImage.PackAsync(withRelocations, method));

        var image = BzImage.Parse(file, "vmlinuz");
        var extracted = await image.ExtractElfAsync(TestContext.Current.CancellationToken);

        Assert.Equal(elf, extracted.ToArray());
        Assert.Equal("6.1.0-test", image.Version);
    }

    [Fact]
    public async Task ExtractElf_UnknownPacking_NamesItsFirstBytes()
    {
        var image = BzImage.Parse(TestBzImage.Build("BZh91AY&SY"u8.ToArray()), "vmlinuz");

        var error = await Assert.ThrowsAsync<InvalidDataException>(async () => await image.ExtractElfAsync(TestContext.Current.CancellationToken));

        Assert.Contains("425A68393141", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_CutFile_SaysWhereItEnds()
    {
        var file = TestBzImage.Build(new byte[5000]);

        var error = Assert.Throws<InvalidDataException>(() => BzImage.Parse(file.AsMemory(0, 3000), "vmlinuz"));

        Assert.Contains("3000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OtherFile_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => BzImage.Parse(new byte[10_000], "vmlinuz"));
}
