namespace Slipway.Linux.Tests;

public sealed class LinuxExceptionTests
{
    [Fact]
    public void Message_WithSubject_NamesCallObjectAndErrno() =>
        Assert.Equal("mount /dev/vdb: No such file or directory (errno 2)", new LinuxException("mount", 2, "/dev/vdb").Message);
}
