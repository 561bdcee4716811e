using System.Text;
using Slipway.Vmm.Kernels;

namespace Slipway.Vmm.Tests.Kernels;

public sealed class CpioWriterTests
{
    [Fact]
    public async Task Finish_FilesOfEveryPadding_AreReadBackByCpio()
    {
        using var directory = new TemporaryDirectory();
        using var archive = new MemoryStream();
        var writer = new CpioWriter(archive);
        writer.AddDirectory("d", 0b111_101_101);
        for (var i = 0; i < 9; i++)
            writer.AddFile("d/" + new string('n', i + 1), 0b110_100_100, Encoding.ASCII.GetBytes(new string('x', i)));
        writer.Finish();

        Tool.Require("cpio");
        await Tool.FilterAsync("cpio", ["-i", "-d", "--quiet", "-D", directory.Path], archive.ToArray());

        for (var i = 0; i < 9; i++)
            Assert.Equal(new string('x', i), await File.ReadAllTextAsync(directory["d/" + new string('n', i + 1)], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Finish_ModesAndDevices_AreListedByCpio()
    {
        using var archive = new MemoryStream();
        var writer = new CpioWriter(archive);
        writer.AddDirectory("dev", 0b111_101_101);
        writer.AddCharacterDevice("dev/console", 0b110_000_000, 5, 1);
        writer.AddFile("init", 0b111_101_101, "#!"u8);
        writer.Finish();

        var listing = Encoding.UTF8.GetString(await Tool.FilterAsync("cpio", ["-tvn", "--quiet"], archive.ToArray()));

        var lines = listing.Split('\n');
        Assert.StartsWith("drwxr-xr-x", lines[0], StringComparison.Ordinal);
        Assert.Matches("^crw-------   1 0        0          5,   1 .* dev/console$", lines[1]);
        Assert.Matches("^-rwxr-xr-x   1 0        0               2 .* init$", lines[2]);
    }

    [Fact]
    public void Finish_SameEntries_GiveSameBytes() => Assert.Equal(Write(), Write());

    private static byte[] Write()
    {
        using var archive = new MemoryStream();
        var writer = new CpioWriter(archive);
        writer.AddFile("a", 0b110_100_100, "content"u8);
        writer.Finish();
        return archive.ToArray();
    }
}
