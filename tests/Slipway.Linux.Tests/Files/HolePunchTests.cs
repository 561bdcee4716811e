using Slipway.Linux.Files;

namespace Slipway.Linux.Tests.Files;

public sealed class HolePunchTests
{
    [Fact]
    public void Punch_RangeOfAFile_ReadsAsZerosAndKeepsTheLength()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)7, 12_000)]);
            using var file = File.OpenHandle(path, access: FileAccess.ReadWrite);
            Assert.SkipUnless(HolePunch.IsSupported(file), "the filesystem of the temporary directory has no holes");
            HolePunch.Punch(file, 4096, 4096);

            byte[] content = new byte[12_000];
            Assert.Equal(content.Length, RandomAccess.Read(file, content, 0));
            Assert.Equal(12_000, RandomAccess.GetLength(file));
            Assert.Equal([(byte)7, 0, 0, 7], [content[4095], content[4096], content[8191], content[8192]]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void IsSupported_FileOpenForReading_SaysWhatFailed()
    {
        string path = Path.GetTempFileName();
        try
        {
            using var file = File.OpenHandle(path);
            Assert.Equal("fallocate", Assert.Throws<LinuxException>(() => HolePunch.IsSupported(file)).Call);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
