using Slipway.Linux.Files;

namespace Slipway.Linux.Tests.Files;

public sealed class UnnamedFileTests
{
    [Fact]
    public void Create_File_HasNoName()
    {
        using var directory = new TemporaryDirectory();
        using var file = UnnamedFile.Create(directory.Path);

        RandomAccess.Write(file, "content"u8, 0);

        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public void Create_MissingDirectory_NamesIt()
    {
        var error = Assert.Throws<LinuxException>(() => UnnamedFile.Create("/nonexistent"));

        Assert.Contains("/nonexistent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reopen_ReadOnly_ReadsAndRefusesToWrite()
    {
        using var file = UnnamedFile.Create(Path.GetTempPath());
        RandomAccess.Write(file, "content"u8, 0);

        using var again = ReopenedFile.Open(file, writable: false);

        var bytes = new byte[7];
        Assert.Equal(7, RandomAccess.Read(again, bytes, 0));
        Assert.Equal("content"u8, bytes);
        Assert.ThrowsAny<Exception>(() => RandomAccess.Write(again, "x"u8, 0));
    }
}
