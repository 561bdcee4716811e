using Slipway.Contracts.GuestLink;
using Slipway.Init.Boot;
using Slipway.Init.Processes;

namespace Slipway.Init.Tests.Processes;

public sealed class ProgramLookupTests : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserExecute;
    private readonly TemporaryDirectory _root = new();

    [Fact]
    public void Find_FirstOfPath_Wins()
    {
        var first = _root.Write("a/tool", "x"u8, Executable);
        _root.Write("b/tool", "x"u8, Executable);
        Assert.Equal(first, ProgramLookup.Find("tool", $"{_root.Path}/none:{_root.Path}/a:{_root.Path}/b", "/"));
    }

    [Fact]
    public void Find_PlainFileAndDirectoryBefore_ArePassedOver()
    {
        _root.Write("a/tool", "x"u8, UnixFileMode.UserRead);
        Directory.CreateDirectory($"{_root.Path}/d/tool");
        var second = _root.Write("b/tool", "x"u8, Executable);
        Assert.Equal(second, ProgramLookup.Find("tool", $"{_root.Path}/a:{_root.Path}/d:{_root.Path}/b", "/"));
    }

    [Fact]
    public void Find_OnlyPlainFile_IsNotExecutable()
    {
        var file = _root.Write("a/tool", "x"u8, UnixFileMode.UserRead);
        var fault = Assert.Throws<GuestFaultException>(() => ProgramLookup.Find("tool", $"{_root.Path}/a", "/"));
        Assert.Equal(GuestErrorCode.NotExecutable, fault.Error.Code);
        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tool")]
    [InlineData("")]
    public void Find_Nowhere_IsNotFound(string name) =>
        Assert.Equal(GuestErrorCode.NotFound, Assert.Throws<GuestFaultException>(() => ProgramLookup.Find(name, _root.Path, "/")).Error.Code);

    [Fact]
    public void Find_RelativePathOrEmptyPathElement_IsUnderTheWorkingDirectory()
    {
        var file = _root.Write("tool", "x"u8, Executable);
        Assert.Equal($"{_root.Path}/./tool", ProgramLookup.Find("./tool", "", _root.Path));
        Assert.Equal(file, ProgramLookup.Find("tool", ":/bin", _root.Path));
    }

    public void Dispose() => _root.Dispose();
}
