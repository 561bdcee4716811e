using System.Diagnostics;
using Slipway.Linux.Files;

namespace Slipway.Linux.Tests.Files;

public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void OpenRead_FileAndLinkToIt_ReadTheContent()
    {
        File.WriteAllText(_directory["f"], "hello");
        File.CreateSymbolicLink(_directory["l"], "f");
        foreach (var name in (string[])["f", "l"])
        {
            using var file = RegularFile.OpenRead(_directory[name]);
            Assert.Equal(5, RandomAccess.Read(file, new byte[10], fileOffset: 0));
        }
    }

    [Fact]
    public void OpenRead_NoFile_KeepsErrno() =>
        Assert.Equal(Errno.NoEntry, Assert.Throws<LinuxException>(() => RegularFile.OpenRead(_directory["none"])).Errno);

    [Fact]
    public async Task OpenRead_Fifo_IsRefusedWithoutWaiting()
    {
        var path = _directory["fifo"];
        using (var mkfifo = Process.Start("mkfifo", path))
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Throws<InvalidDataException>(() => RegularFile.OpenRead(path));
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/tmp")]
    public void OpenRead_DeviceOrDirectory_IsRefused(string path) => Assert.Throws<InvalidDataException>(() => RegularFile.OpenRead(path));
}
