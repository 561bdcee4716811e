using System.Diagnostics;
using Slipway.Linux.Files;

namespace Slipway.Linux.Tests.Files;

public sealed class RegularFileTests : IDisposable
{
    private const int NoSuchFile = 2;

    private readonly string _directory = Directory.CreateTempSubdirectory("slipway-file-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void OpenRead_FileAndLinkToIt_ReadTheContent()
    {
        File.WriteAllText(Path.Combine(_directory, "f"), "hello");
        File.CreateSymbolicLink(Path.Combine(_directory, "l"), "f");
        foreach (var name in (string[])["f", "l"])
        {
            using var file = RegularFile.OpenRead(Path.Combine(_directory, name));
            Assert.Equal(5, RandomAccess.Read(file, new byte[10], fileOffset: 0));
        }
    }

    [Fact]
    public void OpenRead_NoFile_KeepsErrno() =>
        Assert.Equal(NoSuchFile, Assert.Throws<LinuxException>(() => RegularFile.OpenRead(Path.Combine(_directory, "none"))).Errno);

    [Fact]
    public async Task OpenRead_Fifo_IsRefusedWithoutWaiting()
    {
        var path = Path.Combine(_directory, "fifo");
        using (var mkfifo = Process.Start("mkfifo", path))
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Throws<InvalidDataException>(() => RegularFile.OpenRead(path));
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/tmp")]
    public void OpenRead_DeviceOrDirectory_IsRefused(string path) => Assert.Throws<InvalidDataException>(() => RegularFile.OpenRead(path));
}
