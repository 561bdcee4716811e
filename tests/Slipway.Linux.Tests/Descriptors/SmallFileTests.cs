using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Tests.Descriptors;

public sealed class SmallFileTests
{
    [Fact]
    public void Read_Missing_IsNull() => Assert.Null(SmallFile.Read("/nonexistent/file", 10));

    [Fact]
    public void Read_LongerThanAllowed_Throws() => Assert.Throws<InvalidDataException>(() => SmallFile.Read("/dev/zero", 100_000));

    [Theory]
    [InlineData(0)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public void Read_WrittenFile_GivesItsBytes(int length)
    {
        var path = Path.GetTempFileName();
        try
        {
            var content = new byte[length];
            Random.Shared.NextBytes(content);
            SmallFile.Write(path, content, 0x180);
            Assert.Equal(content, SmallFile.Read(path, 100_000));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
